/** What cannot be converted is refused by every engine in the same words, and leaves nothing behind. */
import {
  BadInputError,
  collectBytes,
  type EngineSession,
  memoryStore,
  type ObjectStore,
} from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames, loadEngine } from '../../src/index.ts';
import { INPUTS, namesIn, OUTPUTS, PLAIN_CSV, planFor, store as put } from '../support/convert-csv.ts';
import { LIMITS, openedFor } from '../support/open-engine.ts';
import { type RejectionCase, rejectionCases } from './cases/rejection-cases.ts';

const source = { bucket: INPUTS, key: 'bad.csv' };

async function refusalOf(
  session: EngineSession,
  store: ObjectStore,
  { input }: RejectionCase,
): Promise<unknown> {
  await put(store, source, input.csv);
  const plan = await planFor(store, source, { ...PLAIN_CSV, ...input });
  return session.convert(plan).then(
    ({ status }) => `the conversion ended ${status}`,
    (error: unknown) => error,
  );
}

const grouped = (value: number) => value.toLocaleString('en-US');

describe.each(engineNames)('%s refuses', (name) => {
  const opened = openedFor(name);

  it.each(rejectionCases)('$name', async (rejection) => {
    const { session, store } = opened;
    const error = await refusalOf(session, store, rejection);
    const { row, byteOffset, column, reason } = rejection.badRow;
    const blamed = column === undefined ? reason : `column ${JSON.stringify(column)}: ${reason}`;
    expect(error).toBeInstanceOf(BadInputError);
    expect((error as BadInputError).message).toContain(
      `/in/bad.csv row ${grouped(row)} (byte ${grouped(byteOffset)}): ${blamed}`,
    );
    expect((error as BadInputError).badRow).toMatchObject(rejection.badRow);
    expect(await namesIn(store, OUTPUTS)).toEqual([]);
  });

  it('a gzip source that is cut short, without a trace', async () => {
    const { session, store } = opened;
    const whole = rejectionCases.find(({ input }) => input.csv instanceof Buffer && input.csv[0] === 0x1f)!;
    await put(store, source, whole.input.csv);
    const plan = await planFor(store, source, { ...PLAIN_CSV, declared: 'strings' });
    const cut = (whole.input.csv as Buffer).subarray(0, -9);
    const { etag: _old, ...anyVersion } = plan.source;
    await put(store, source, cut);
    const error = await session.convert({ ...plan, source: anyVersion }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BadInputError);
    expect((error as BadInputError).message).toContain('/in/bad.csv: the gzip data is damaged or cut short');
    expect(await namesIn(store, OUTPUTS)).toEqual([]);
  });

  it('nothing after a refusal: the next file is converted', async () => {
    const { session, store } = opened;
    await refusalOf(session, store, rejectionCases[0]!);
    await put(store, { bucket: INPUTS, key: 'good.csv' }, 'a\n1\n');
    const plan = await planFor(store, { bucket: INPUTS, key: 'good.csv' }, { to: '/good' });
    expect((await session.convert(plan)).status).toBe('converted');
  });

  it('without touching the outputs of an earlier conversion', async () => {
    const { session, store } = opened;
    await put(store, source, 'n,s\n1,x\n');
    const declared = { n: 'int64', s: 'string' } as const;
    const good = await planFor(store, source, { ...PLAIN_CSV, declared, to: '/kept' });
    await session.convert(good);
    const before = await Promise.all(good.outputs.map(({ ref }) => collectBytes(store.read(ref))));
    await put(store, source, 'n,s\n1,x\ny,2\n');
    const bad = await planFor(store, source, { ...PLAIN_CSV, declared, to: '/kept' });
    await expect(session.convert(bad)).rejects.toBeInstanceOf(BadInputError);
    const after = await Promise.all(good.outputs.map(({ ref }) => collectBytes(store.read(ref))));
    expect(after).toEqual(before);
  });
});

describe('All engines', () => {
  it('refuse in the same words', async () => {
    const wordsOf = async (name: (typeof engineNames)[number]) => {
      const store = memoryStore();
      await using session = await (await loadEngine(name)).open(store, LIMITS);
      const words: string[] = [];
      for (const rejection of rejectionCases) words.push(`${await refusalOf(session, store, rejection)}`);
      return words;
    };
    const [first, ...others] = await Promise.all(engineNames.map(wordsOf));
    for (const words of others) expect(words).toEqual(first);
  });
});
