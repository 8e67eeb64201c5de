import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleObjects } from '../../src/claims/sample-objects.ts';

const KB = 1 << 10;
/** Ninety small objects, nine medium ones, one large. */
const objects = Array.from({ length: 100 }, (_, index) => ({
  key: `object-${index}`,
  bytes: index === 99 ? 4_000 * KB : index >= 90 ? 400 * KB : (40 + index) * KB,
}));
const limits = { mostObjects: 20, mostBytes: 1e9, seed: 7 };

describe('a sample of objects', () => {
  it('takes as large a share of each stratum as of the others', () => {
    const { taken, strata } = sampleObjects(objects, limits);
    expect(taken).toHaveLength(20);
    expect(strata.map(({ objects: all, taken: some }) => [all, some])).toEqual([
      [25, 5],
      [25, 5],
      [25, 5],
      [25, 5],
    ]);
    expect(strata[0]).toMatchObject({ fromBytes: 40 * KB, toBytes: 64 * KB + 1 });
  });

  it('is the same for the same seed, and another for another', () => {
    const keys = (seed: number) => sampleObjects(objects, { ...limits, seed }).taken.map(({ key }) => key);
    expect(keys(7)).toEqual(keys(7));
    expect(keys(8)).not.toEqual(keys(7));
  });

  it('keeps the order of the objects', () => {
    const { taken } = sampleObjects(objects, limits);
    expect(taken).toEqual(objects.filter((object) => taken.includes(object)));
  });

  it('takes everything where everything fits', () => {
    const { taken, strata } = sampleObjects(objects, { ...limits, mostObjects: 500 });
    expect(taken).toEqual(objects);
    expect(strata.reduce((all, { taken: some }) => all + some, 0)).toBe(100);
  });

  it('keeps objects of one size in one stratum', () => {
    const { strata } = sampleObjects(
      Array.from({ length: 10 }, () => ({ bytes: 5 })),
      limits,
    );
    expect(strata).toEqual([{ fromBytes: 5, toBytes: 6, objects: 10, taken: 10 }]);
  });

  it('takes of the largest first, so that a limit of bytes leaves none but small ones out', () => {
    const { strata } = sampleObjects(objects, { ...limits, mostBytes: 5_000 * KB, seed: 3 });
    expect(strata.at(-1)?.taken).toBeGreaterThan(0);
    const one = sampleObjects(objects, { ...limits, mostObjects: 1 });
    expect(one.strata.map(({ taken }) => taken)).toEqual([0, 0, 0, 1]);
  });

  it('takes one object, however large', () => {
    const { taken } = sampleObjects([{ bytes: 1e12 }], { ...limits, mostBytes: 10 });
    expect(taken).toHaveLength(1);
  });

  it('stays within its limits, and accounts for every object', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 20_000 }),
        (sizes, mostObjects, mostBytes) => {
          const all = sizes.map((bytes) => ({ bytes }));
          const { taken, strata } = sampleObjects(all, { mostObjects, mostBytes, seed: 1 });
          const bytes = taken.reduce((total, object) => total + object.bytes, 0);
          expect(taken.length).toBeGreaterThan(0);
          expect(taken.length).toBeLessThanOrEqual(mostObjects);
          expect(taken.length === 1 || bytes <= mostBytes).toBe(true);
          expect(strata.reduce((total, stratum) => total + stratum.objects, 0)).toBe(all.length);
          expect(strata.reduce((total, stratum) => total + stratum.taken, 0)).toBe(taken.length);
        },
      ),
    );
  });
});
