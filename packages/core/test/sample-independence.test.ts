import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collectBytes,
  convertWidening,
  describeSource,
  memoryStore,
  type ObjectStore,
  type Outcome,
  type PlannedInput,
  type PlanningOptions,
  parseColumnList,
  planEach,
  typeName,
} from '../src/index.ts';
import { referenceSession } from './support/reference-session.ts';

/** A file as it is, and its beginning, which is all that detection sees of it. */
interface File {
  readonly beginning: string;
  readonly text: string;
}

const ref = (bucket: string, key: string) => ({ bucket, key });

async function put(store: ObjectStore, key: string, text: string) {
  async function* body() {
    // A character beyond ASCII is a byte that is not UTF-8.
    yield Buffer.from(text, 'latin1');
  }
  return store.write(ref('in', key), body());
}

async function inputOf(store: ObjectStore, { beginning, text }: File, key: string): Promise<PlannedInput> {
  await put(store, key, beginning);
  const seen = await describeSource(
    store,
    ref('in', key),
    key.endsWith('csv') ? { hasHeader: true, delimiter: ',' } : { member: '' },
  );
  const { etag, bytes } = await put(store, key, text);
  return {
    source: { ...seen, etag, bytes },
    outputs: [{ format: 'parquet', ref: ref('out', key), codec: 'none' }],
    rejects: ref('rejects', key),
  };
}

/** The order of columns may show which files they were first seen in. */
const byColumn = (columns: readonly string[], cells: readonly unknown[]) =>
  columns.map((column, index) => [column, cells[index]]).sort(([a], [b]) => (a! < b! ? -1 : 1));

/** Everything that can be seen of a conversion, but how often it was tried. */
async function converted(
  files: readonly File[],
  kind: 'csv' | 'json',
  options: Partial<PlanningOptions> & Pick<PlanningOptions, 'declared'>,
) {
  const store = memoryStore();
  const session = referenceSession(store);
  const schemas = new Map<string, readonly string[]>();
  const { convert } = session;
  session.convert = (plan, signal) => {
    schemas.set(
      plan.source.ref.key,
      plan.schema.columns.map((column) => `${column.name} ${typeName(column.type)}`),
    );
    return convert(plan, signal);
  };
  const inputs: PlannedInput[] = [];
  for (const [index, file] of files.entries()) inputs.push(await inputOf(store, file, `${index}.${kind}`));
  const planning = { undeclared: 'infer', shareSchema: true, ...options } as const;
  const plannings = await planEach(store, inputs, planning);
  const outcomes = await convertWidening(store, session, inputs, plannings, planning);
  const linesIn = async (bucket: string) => {
    const lines: Record<string, unknown[]> = {};
    for await (const { ref: found } of store.list(bucket, '')) {
      const text = Buffer.from(await collectBytes(store.read(found))).toString();
      lines[found.key] = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    }
    return lines;
  };
  const outputs = Object.entries(await linesIn('out')).map(([key, rows]) => [
    key,
    rows.map((cells) => byColumn(schemas.get(key)!, cells as unknown[])),
  ]);
  const shown = (outcome: Outcome) =>
    outcome.status === 'converted' ? outcome.result.rows : `${outcome.status === 'failed' && outcome.error}`;
  return { outcomes: outcomes.map(shown), outputs, rejects: await linesIn('rejects') };
}

const cell = fc.constantFrom(
  '',
  '1',
  '2',
  '1.5',
  'true',
  'TRUE',
  'x',
  '2024-01-01',
  '9007199254740993',
  '""',
  '"1"',
  'é',
);
const csvFile = fc
  .tuple(
    fc.constantFrom(['a', 'b'], ['b', 'a'], ['a', 'b', 'c'], ['a']),
    fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
  )
  .map(([names, rows]): File => {
    const beginning = `${names.join(',')}\n`;
    const lines = rows.map((row) => `${row.join(',')}\n`);
    return { beginning, text: beginning + lines.join('') };
  });

const jsonValue = fc.constantFrom(
  'null',
  '1',
  '1.5',
  '-0',
  'true',
  '"x"',
  '"é"',
  '""',
  '{}',
  '{"a":1}',
  '{"b":null}',
  '{"a":{"b":2}}',
  '[1]',
);
const jsonRecord = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'a.b'), jsonValue), {
    selector: ([key]) => key,
    maxLength: 3,
  })
  .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}\n`);
const jsonFile = fc
  .tuple(
    jsonRecord,
    fc.array(fc.oneof({ weight: 5, arbitrary: jsonRecord }, { weight: 1, arbitrary: fc.constant('[]\n') }), {
      maxLength: 8,
    }),
  )
  .filter(([first]) => first !== '{}\n')
  .map(([first, rest]): File => ({ beginning: first, text: first + rest.join('') }));

const options = fc.record(
  {
    newColumns: fc.constantFrom('add' as const, 'reject' as const, 'fail' as const),
    badRows: fc.constantFrom(
      { fate: 'reject', isRedacted: false } as const,
      { fate: 'pad', isRedacted: false } as const,
    ),
    invalidBytes: fc.constantFrom('bad-row' as const, 'replace' as const),
    undeclared: fc.constantFrom('infer' as const, 'string' as const),
    isSchemaGiven: fc.boolean(),
    declared: fc.constantFrom(
      parseColumnList('a:float64,b:string'),
      new Map(),
      parseColumnList('a:int64'),
      parseColumnList('a:string'),
    ),
  },
  { requiredKeys: ['badRows', 'declared'] },
);

describe.each([
  ['csv', csvFile],
  ['json', jsonFile],
] as const)('what is made of %s files', (kind, file) => {
  it('is the same whether types are guessed from a sample or from every row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), options, async (files, chosen) => {
        const whole = await converted(files, kind, chosen);
        const sampled = await converted(files, kind, { ...chosen, sampleBytes: 1 });
        expect(sampled.outcomes).toEqual(whole.outcomes);
        for (const outcome of whole.outcomes) expect(outcome).not.toContain('Contradiction');
        // What a file would have said of the others' types behind the record that ended it stays unknown.
        const isWhole = whole.outcomes.every((outcome) => typeof outcome === 'object');
        if (isWhole || files.length === 1) expect(sampled).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});
