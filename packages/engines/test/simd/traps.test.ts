/** A kernel that breaks costs one conversion, and says which. */
import { memoryStore } from '@parquetry/core';
import { type CompiledModule, Kernel, KernelError } from '@parquetry/kernel';
import { describe, expect, it } from 'vitest';
import { openSimd } from '../../src/simd/simd-engine.ts';
import { convertCsv, namesIn, OUTPUTS, planCsv } from '../support/convert-csv.ts';
import { openResized } from './watched-kernel.ts';

const LIMITS = { memoryBytes: 256 << 20, threads: 1 };

type KernelExports = Kernel['exports'];

/** A kernel of which one export traps from the given call on. */
class BreakingKernel extends Kernel {
  override readonly exports: KernelExports;

  constructor(module: CompiledModule, name: keyof KernelExports, calls: number) {
    super(module);
    let left = calls;
    const { exports } = new Kernel(module);
    const call = exports[name] as (...args: unknown[]) => unknown;
    const breaking = (...args: unknown[]) => {
      left -= 1;
      if (left < 0) throw new Error('unreachable');
      return call(...args);
    };
    this.exports = { ...exports, [name]: breaking };
  }
}

const csv = `n,s\n${Array.from({ length: 60_000 }, (_, row) => `${row},text ${row}\n`).join('')}`;

const errorOf = (conversion: Promise<unknown>): Promise<Error> =>
  conversion.then(
    () => new Error('the conversion succeeded'),
    (error: Error) => error,
  );

describe('a trap', () => {
  it.each([
    ['finishColumns', 0, 'near row 0 (byte 0)'],
    ['readCsv', 2, 'near row '],
    ['appendRecords', 0, 'near row 332 (byte '],
    ['putDataPages', 1, 'near row '],
    ['putDictionaryPages', 0, 'near row 60,001 (byte 997,790)'],
    ['encodeAvroRows', 3, 'near row '],
    ['compressSnappy', 1, 'near row '],
  ] as const)(
    'of %s names file and place, and leaves nothing but the next file well',
    async (name, calls, place) => {
      const store = memoryStore();
      let made = 0;
      await using session = await openSimd(store, LIMITS, (module) => {
        made += 1;
        return made === 1 ? new BreakingKernel(module, name, calls) : new Kernel(module);
      });
      // A record that the kernel does not take, so that rows are appended as well.
      const plan = await planCsv(store, {
        csv: `${csv.slice(0, 4)}1,x,y\n${csv.slice(4)}`,
        onBadRow: 'reject',
      });
      const error = await errorOf(session.convert(plan));
      expect(error).toBeInstanceOf(KernelError);
      expect(error.message).toMatch(
        /^\S*\d+\.txt near row [\d,]+ \(byte [\d,]+\): the kernel broke: unreachable; /,
      );
      expect(error.message).toContain(place);
      expect(error.message).toContain('--engine wasm-arrow');
      expect(await namesIn(store, OUTPUTS)).toEqual([]);
      const next = await convertCsv(session, store, { csv });
      expect(next).toMatchObject({ status: 'converted', result: { rows: { written: 60_000 } } });
      expect(made).toBe(2);
    },
  );
});

describe('a row beyond the memory', () => {
  const wide = (bytes: number) => `a,b\n1,x\n2,${'y'.repeat(bytes)}\n3,z\n`;

  it.each([
    ['scanned', wide(3 << 20)],
    ['in quotes', wide(3 << 20).replace(/y+/, (text) => `"${text}""\n"`)],
    ['beside a bad row', `${wide(3 << 20)}4\n`],
  ])('%s is refused in words, and the next file converts', async (_, text) => {
    const store = memoryStore();
    const { session, expectIntact } = await openResized(store, { spareBytes: 6 << 20 }, LIMITS);
    const plan = await planCsv(store, { csv: text, onBadRow: 'reject' });
    const error = await errorOf(session.convert(plan));
    expect(error).toMatchObject({ name: 'UnsupportedError' });
    expect(error.message).toMatch(/\d+\.txt near row [\d,]+ \(byte [\d,]+\): a row is too large/);
    expect(error.message).toContain('--max-record-bytes');
    expect(await namesIn(store, OUTPUTS)).toEqual([]);
    expect(await convertCsv(session, store, { csv: wide(1000) })).toMatchObject({ status: 'converted' });
    expectIntact();
  });
});
