import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FailedOutcome, Recipe } from '../../src/index.ts';
import { type ContentStore, contentStore } from './support/content-store.ts';
import { copyOf } from './support/copying.ts';
import { batchOf, deliver, twoOutputs } from './support/delivering.ts';
import { mortalStore } from './support/mortal-store.ts';
import { source } from './support/recipes.ts';

interface Run {
  /** What sources become before it; null: they are deleted. */
  readonly changes: Readonly<Record<string, string | null>>;
  readonly codec: 'snappy' | 'zstd';
  readonly resume: boolean;
  /** Steps before it is killed. */
  readonly steps: number;
  readonly seed: number;
}

const run: fc.Arbitrary<Run> = fc.record({
  changes: fc.dictionary(
    fc.constantFrom('a.csv', 'b.csv', 'c.csv.gz', 'd/e.json'),
    fc.constantFrom('one', 'two', 'bad', null),
    { maxKeys: 3 },
  ),
  codec: fc.constantFrom('snappy', 'zstd'),
  resume: fc.boolean(),
  steps: fc.nat(30),
  seed: fc.nat(),
});

/** A small generator, so that a schedule can be repeated (https://en.wikipedia.org/wiki/Linear_congruential_generator). */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function change(store: ContentStore, changes: Run['changes']): Promise<void> {
  for (const [name, text] of Object.entries(changes)) {
    if (text === null) await store.delete(source(name));
    else await store.put(source(name), text);
  }
}

/** Until it ends, or is killed. */
async function runFor(
  store: ContentStore,
  { codec, resume, seed, steps }: Run,
  letters: Set<string>,
): Promise<void> {
  const mortal = mortalStore(store, steps, chanceOf(seed));
  const deadLetters = async ({ job }: FailedOutcome) => void letters.add(job.source.ref.key);
  const { batch } = batchOf({
    store: mortal.store,
    recipe: twoOutputs(codec),
    resume,
    deadLetters,
    flushJobs: 1 + (seed % 3),
    bounds: { filesInFlight: 1 + (seed % 4), bytesInFlight: 1000 },
  });
  await Promise.race([Array.fromAsync(batch), mortal.died]);
}

/** What the outputs of all sources have to be; those of sources that are bad or gone may be any that were right once. */
async function expectDelivered(store: ContentStore, recipe: Recipe): Promise<void> {
  const sources = await store.all('s3://lake', 'in/');
  for (const [key, text] of Object.entries(sources)) {
    if (text === 'bad') continue;
    const stem = key.slice('in/'.length).replace(/\.(csv|csv\.gz|json)$/, '');
    for (const format of ['parquet', 'avro']) {
      const content = await store.text({ bucket: 's3://lake', key: `out/${stem}.${format}` });
      expect(content, `${stem}.${format}`).toBe(copyOf(recipe, format, text));
    }
  }
}

test('however often batches are killed, sources change and recipes alternate: a run that resumes leaves what one run without trouble would have left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 5 }), run, async (runs, last) => {
      const store = contentStore();
      await change(store, { 'a.csv': 'one', 'b.csv': 'two', 'd/e.json': 'one' });
      for (const one of runs) {
        await change(store, one.changes);
        await runFor(store, one, new Set());
      }
      await change(store, last.changes);
      const letters = new Set<string>();
      await runFor(store, { ...last, resume: true, steps: Number.POSITIVE_INFINITY }, letters);

      const recipe = twoOutputs(last.codec);
      await expectDelivered(store, recipe);
      const bad = Object.entries(await store.all('s3://lake', 'in/')).filter(([, text]) => text === 'bad');
      expect([...letters].toSorted()).toEqual(bad.map(([key]) => key));

      const again = await deliver({ store, recipe });
      expect(again.converted).toEqual([]);
      expect(again.summary.failed['data-quality']).toBe(bad.length);
    }),
    { numRuns: 400 },
  );
});

test('a batch that is killed at any step and resumed converts no source twice but those in flight and those since the last flush', async () => {
  const sources = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${10 + n}.csv`, `text ${n}`]));
  const recipe = twoOutputs();
  for (let steps = 0; steps < 12 * 2 * 2 + 20; steps += 1) {
    const store = contentStore();
    await change(store, sources);
    const mortal = mortalStore(store, steps, chanceOf(steps));
    const bounds = { filesInFlight: 2, bytesInFlight: 1000 };
    const { batch, converted } = batchOf({ store: mortal.store, recipe, flushJobs: 3, bounds });
    await Promise.race([Array.fromAsync(batch), mortal.died]);
    const second = await deliver({ store, recipe });
    const twice = second.converted.filter((key) => converted.includes(key));
    // Three that waited to be written, those that ended while they were being written, two in flight.
    expect(twice.length).toBeLessThanOrEqual(3 + 3 + 2);
    expect(new Set([...converted, ...second.converted]).size).toBe(12);
    await expectDelivered(store, recipe);
  }
});
