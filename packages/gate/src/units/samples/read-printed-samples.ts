import { median } from '@parquetry/bench/statistics';
import { z } from 'zod';

/** What one process printed of one benchmark. */
export interface PrintedSamples {
  readonly median: number;
  readonly count: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

export type Printed =
  /** By name; the empty name is of a benchmark that was printed without one. */
  | { readonly status: 'read'; readonly benchmarks: ReadonlyMap<string, PrintedSamples> }
  | { readonly status: 'not-parsable'; readonly because: string };

const samples = z.object({
  samples: z.array(z.number().nonnegative()).min(1),
  unit: z.string().min(1).default('ms'),
  better: z.enum(['lower', 'higher']).default('lower'),
});
const name = z.string().min(1);
const several = z.object({ benchmarks: z.record(name, samples) });
const single = samples.extend({ name: name.optional() });

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** All of it, or its last line that is an object. */
function findObject(stdout: string): object | undefined {
  const whole = parseObject(stdout);
  if (whole !== undefined) return whole;
  for (const line of stdout.split('\n').toReversed()) {
    const value = parseObject(line);
    if (value !== undefined) return value;
  }
  return undefined;
}

const notParsable = (because: string): Printed => ({ status: 'not-parsable', because });

function reduce(printed: ReadonlyMap<string, z.infer<typeof samples>>): Printed {
  const benchmarks = new Map<string, PrintedSamples>();
  for (const [of, { samples: values, unit, better }] of printed) {
    const middle = median(values);
    if (!(middle > 0)) {
      return notParsable(
        `the median ${of === '' ? '' : `of ${of} `}is 0 ${unit}: nothing can be compared with it`,
      );
    }
    benchmarks.set(of, { median: middle, count: values.length, unit, better });
  }
  if (benchmarks.size === 0) return notParsable('its "benchmarks" are empty');
  return { status: 'read', benchmarks };
}

/**
 * Reads what a benchmark printed: `{ "samples": [12.1, 12.3], "unit": "ms" }`, with a `"name"` or without, or several as
 * `{ "benchmarks": { "parse": { "samples": […] } } }`. The samples of a process are reduced to their median.
 */
export function readPrintedSamples(stdout: string): Printed {
  const value = findObject(stdout);
  if (value === undefined) return notParsable('no line that it printed is a JSON object');
  if ('benchmarks' in value) {
    const read = several.safeParse(value);
    return read.success
      ? reduce(new Map(Object.entries(read.data.benchmarks)))
      : notParsable(z.prettifyError(read.error));
  }
  const read = single.safeParse(value);
  return read.success
    ? reduce(new Map([[read.data.name ?? '', read.data]]))
    : notParsable(z.prettifyError(read.error));
}
