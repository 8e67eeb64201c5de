/** Whatever a file is polluted with, its table comes out right, or the deviation is told. */
import { describe, expect, it } from 'vitest';
import {
  collectBytes,
  convertWidening,
  describeSource,
  memoryStore,
  type ObjectRef,
  type PlanningOptions,
  planEach,
} from '../../src/index.ts';
import { referenceSession } from '../support/reference-session.ts';
import { pollutedFiles } from './pollute-files.ts';
import { pollutedRows } from './pollute-rows.ts';
import type { PollutedFile } from './polluted-file.ts';

const ref = (key: string): ObjectRef => ({ bucket: 'x', key });

const PLANNING: PlanningOptions = {
  declared: new Map(),
  undeclared: 'string',
  shareSchema: true,
  badRows: { fate: 'reject', isRedacted: false },
};

type Reading =
  | { readonly error: string }
  | {
      readonly header: readonly string[];
      readonly rows: readonly string[][];
      readonly bad: readonly number[];
    };

async function read({ bytes, options }: PollutedFile): Promise<Reading> {
  const store = memoryStore();
  async function* body() {
    yield bytes;
  }
  await store.write(ref('in.csv'), body());
  const lines = async (key: string) => {
    if (!(await store.stat(ref(key)))) return [];
    const text = Buffer.from(await collectBytes(store.read(ref(key)))).toString();
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  };
  try {
    const source = await describeSource(store, ref('in.csv'), options ?? {});
    const inputs = [
      {
        source,
        outputs: [{ format: 'avro' as const, ref: ref('out'), codec: 'null' as const }],
        rejects: ref('rejects'),
      },
    ];
    const plannings = await planEach(store, inputs, PLANNING);
    const [outcome] = await convertWidening(store, referenceSession(store), inputs, plannings, PLANNING);
    if (outcome?.status === 'failed') throw outcome.error;
    const cells: (string | null)[][] = await lines('out');
    const rejects: { row: number }[] = await lines('rejects');
    return {
      header: source.columnNames,
      rows: cells.map((row) => row.map((cell) => cell ?? '')),
      bad: rejects.map(({ row }) => row),
    };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

async function check(file: PollutedFile): Promise<void> {
  const { expected, table } = file;
  const reading = await read(file);
  if (expected.verdict === 'refused') {
    expect(reading).toEqual({ error: expect.stringContaining(expected.saying) });
    return;
  }
  const bad = expected.verdict === 'rejected' ? expected.bad : [];
  const rows = table.rows.filter((_, index) => !bad.includes(index + 1));
  expect(reading).toEqual({ header: table.header, rows, bad });
}

describe('A polluted file', () => {
  it.each(pollutedFiles().map((file) => [file.name, file] as const))('with %s', async (_name, file) => {
    await check(file);
  });
});

describe('A file with one polluted row', () => {
  const byKind = Map.groupBy(pollutedRows(), ({ name }) => name.slice(name.indexOf(': ') + 2));
  it.each([...byKind])('%s, loses nothing else', async (_kind, files) => {
    for (const file of files) {
      await check(file).catch((error: unknown) => {
        throw new Error(file.name, { cause: error });
      });
    }
  });
});
