import { describe, expect, it } from 'vitest';
import { readPrintedSamples } from '../../../src/units/samples/read-printed-samples.ts';

const read = (stdout: string) => {
  const printed = readPrintedSamples(stdout);
  return printed.status === 'read' ? Object.fromEntries(printed.benchmarks) : printed.because;
};

const lower = { unit: 'ms', better: 'lower' };

describe('samples that a command prints', () => {
  it('are reduced to their median', () => {
    expect(read('{"samples":[3,1,200]}')).toEqual({ '': { median: 3, count: 3, ...lower } });
    expect(read('{"name":"parse","samples":[1,2],"unit":"rows/s","better":"higher"}')).toEqual({
      parse: { median: 1.5, count: 2, unit: 'rows/s', better: 'higher' },
    });
  });

  it('are read of several benchmarks, over many lines', () => {
    const value = { benchmarks: { a: { samples: [1], unit: 'µs' }, b: { samples: [2, 2] } } };
    expect(read(JSON.stringify(value, null, 2))).toEqual({
      a: { median: 1, count: 1, unit: 'µs', better: 'lower' },
      b: { median: 2, count: 2, ...lower },
    });
  });

  it('are read from the last line that is an object, whatever else is printed', () => {
    const printed = 'warming up\n{"samples":[1]}\n{"samples":[7]}\n17\nnull\n[1]\ndone\n\n';
    expect(read(printed)).toEqual({ '': { median: 7, count: 1, ...lower } });
  });

  it.each([
    ['', 'no line that it printed is a JSON object'],
    ['done in 3 ms', 'no line that it printed is a JSON object'],
    ['[1,2,3]', 'no line that it printed is a JSON object'],
    ['{"samples":[NaN]}', 'no line that it printed is a JSON object'],
    ['{"samples":[1,null]}', 'received null'],
    ['{"samples":[1,-0.5]}', '>=0'],
    ['{"samples":["1"]}', 'received string'],
    ['{"samples":[]}', 'samples'],
    ['{"samples":[1e999]}', 'received'],
    ['{"times":[1]}', 'samples'],
    ['{"samples":[1],"unit":""}', 'unit'],
    ['{"samples":[1],"better":"more"}', 'better'],
    ['{"samples":[0,0,1]}', 'the median is 0 ms'],
    ['{"benchmarks":{"fast":{"samples":[0]}}}', 'the median of fast is 0 ms'],
    ['{"benchmarks":{}}', 'its "benchmarks" are empty'],
    ['{"benchmarks":{"a":{"samples":[]}}}', 'benchmarks.a.samples'],
    ['{"benchmarks":[1]}', 'benchmarks'],
    ['{"benchmarks":{"":{"samples":[1]}}}', 'benchmarks'],
  ])('are refused as %s', (stdout, because) => {
    expect(read(stdout)).toContain(because);
  });
});
