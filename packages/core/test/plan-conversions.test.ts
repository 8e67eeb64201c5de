import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type ConversionPlan,
  type CsvDialect,
  conversionPlan,
  describeSource,
  memoryStore,
  type ObjectStore,
  type PlanningOptions,
  parseColumnList,
  planConversions,
  planEach,
  profileSource,
  type SourceOptions,
  type TableSchema,
  typeName,
} from '../src/index.ts';

let store: ObjectStore;
beforeEach(() => {
  store = memoryStore();
});

const ref = (key: string) => ({ bucket: 'in', key });

async function put(key: string, content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await store.write(
    ref(key),
    (async function* () {
      yield bytes;
    })(),
  );
}

const describeAll = (...keys: string[]) => Promise.all(keys.map((key) => describeSource(store, ref(key))));

async function plan(keys: string[], options: Partial<PlanningOptions> = {}) {
  const sources = await describeAll(...keys);
  const inputs = sources.map((source) => ({
    source,
    outputs: [
      { format: 'parquet' as const, ref: { bucket: 'out', key: source.ref.key }, codec: 'snappy' as const },
    ],
  }));
  return planConversions(store, inputs, {
    declared: new Map(),
    undeclared: 'infer',
    shareSchema: true,
    ...options,
  });
}

const withDialect =
  (dialect: Partial<CsvDialect>) =>
  (plan: ConversionPlan): ConversionPlan => {
    const { format } = plan.source;
    if (format.kind !== 'csv') return plan;
    return {
      ...plan,
      source: { ...plan.source, format: { ...format, dialect: { ...format.dialect, ...dialect } } },
    };
  };

const types = (schema: TableSchema) =>
  schema.columns.map((column) => `${column.name}:${typeName(column.type)}`);

describe('describing a source', () => {
  it('finds the dialect, unless it is told', async () => {
    await put('a.csv', 'x;y;z\n1;"a,b";3\n2;c;4\n');
    const [found] = await describeAll('a.csv');
    expect(found).toMatchObject({ format: { dialect: { delimiter: ';' } }, columnNames: ['x', 'y', 'z'] });
    const told = await describeSource(store, ref('a.csv'), { delimiter: ',', quote: '' });
    expect(told.columnNames).toEqual(['x;y;z']);
  });

  it('names columns as it is told, as the header has them, or by number', async () => {
    await put('a.csv', '1,2\n3,4\n');
    const namesWith = async (options: SourceOptions) =>
      (await describeSource(store, ref('a.csv'), options)).columnNames;
    expect(await namesWith({ hasHeader: true })).toEqual(['1', '2']);
    expect(await namesWith({ hasHeader: false })).toEqual(['column0', 'column1']);
    expect(await namesWith({ hasHeader: false, names: ['x', 'y'] })).toEqual(['x', 'y']);
    expect(await namesWith({ hasHeader: true, names: ['x', 'y'] })).toEqual(['x', 'y']);
    await expect(namesWith({ names: ['x'] })).rejects.toThrow(
      'in/a.csv: --names has 1 names, the first record 2 fields',
    );
  });

  it('knows gzip by its content, whatever the name, and several members as one', async () => {
    await put('a.csv', Buffer.concat([gzipSync('x,y\n1,2\n'), gzipSync('3,4\n')]));
    const [source] = await describeAll('a.csv');
    expect(source).toMatchObject({ compression: 'gzip', columnNames: ['x', 'y'] });
    expect((await profileSource(store, source!)).rows.read).toBe(2);
  });

  it('says so when gzip data is cut short', async () => {
    const rows = Array.from({ length: 99_999 }, (_, row) => `${row},${row * 7919}\n`).join('');
    await put('a.csv.gz', gzipSync(`x,y\n${rows}`).subarray(0, 200_000));
    await expect(describeAll('a.csv.gz').then(([source]) => profileSource(store, source!))).rejects.toThrow(
      'in/a.csv.gz: the gzip data is damaged or cut short',
    );
  });

  it('loses nothing behind the end of gzip data: zeros are padding, anything else is refused', async () => {
    const member = gzipSync('x,y\n1,2\n');
    await put('padded.csv.gz', Buffer.concat([member, Buffer.alloc(512)]));
    await put('more.csv.gz', Buffer.concat([member, Buffer.alloc(10), gzipSync('3,4\n')]));
    const [padded] = await describeAll('padded.csv.gz');
    expect((await profileSource(store, padded!)).rows.read).toBe(1);
    await expect(describeAll('more.csv.gz')).rejects.toThrow(
      /in\/more.csv.gz: the gzip data ends at byte \d+ of \d+, and what follows is not gzip/,
    );
  });

  it('reports columns of JSON that are not called by their keys', async () => {
    await put('a.json', '{"a.b":1,"a":{"b":2},"":3}\n');
    expect((await describeAll('a.json'))[0]).toMatchObject({
      columnNames: ['a.b', 'a.b_2', 'column2'],
      renamed: [
        { index: 1, from: 'a.b', to: 'a.b_2' },
        { index: 2, from: '', to: 'column2' },
      ],
    });
    await put('positions.json', '[[1,2,3]]');
    const names = ['x', 'x', 'y'];
    const named = await describeSource(store, ref('positions.json'), { names });
    expect(named.renamed).toEqual([{ index: 1, from: 'x', to: 'x_2' }]);
    expect((await describeAll('positions.json'))[0]!.renamed).toEqual([]);
  });

  it.each([
    ['a.json', '{a:1}'],
    ['a.ndjson', "{'a':1}\n{'a':2}\n"],
    ['a.jsonl', 'null\n'],
    ['a.json', '// c\n{\n"a":1\n}\n'],
    ['a.json.gz', gzipSync('a,b\n1,2\n')],
    ['stdin', '{a:1}\n{a:2}\n'],
  ])('does not take for CSV what says it is JSON: %s', async (key, content) => {
    await put(key, content);
    await expect(describeSource(store, ref(key))).rejects.toThrow(
      /is not JSON: .* \(at byte \d\);|single value/,
    );
    const asCsv = await describeSource(store, ref(key), { kind: 'csv' });
    expect(asCsv.format.kind).toBe('csv');
  });

  it.each(['{a:1};x\n{a:2};y\n', '[x],y\n1,2\n'])(
    'takes for CSV what begins with a bracket: %j',
    async (text) => {
      await put('a.csv', text);
      expect((await describeAll('a.csv'))[0]!.format.kind).toBe('csv');
    },
  );

  it('reports columns that were renamed', async () => {
    await put('a.csv', 'x,x,\n1,2,3\n');
    expect((await describeAll('a.csv'))[0]).toMatchObject({
      columnNames: ['x', 'x_2', 'column2'],
      renamed: [
        { index: 1, from: 'x' },
        { index: 2, from: '' },
      ],
    });
  });

  it.each([
    ['data', 'PAR1....', 'is a Parquet file already'],
    ['data', 'Obj\u0001', 'is an Avro file already'],
    ['data', 'PK\u0003\u0004', 'is a ZIP archive'],
  ])('refuses %s holding %j in a sentence', async (key, content, sentence) => {
    await put(key, content);
    await expect(describeAll(key)).rejects.toThrow(`in/${key} ${sentence}`);
  });

  it('refuses what does not exist', async () => {
    await expect(describeAll('nothing.csv')).rejects.toThrow('in/nothing.csv does not exist; check the path');
  });
});

describe('planning conversions', () => {
  it('gives inputs one schema, unified over all of them', async () => {
    await put('a.csv', 'x,y,z\n1,true,2024-01-01\n');
    await put('b.csv', 'x,y,z\n1.5,true,later\n');
    const plans = await plan(['a.csv', 'b.csv']);
    for (const { schema } of plans) expect(types(schema)).toEqual(['x:float64', 'y:boolean', 'z:string']);
  });

  it('unifies columns by name, whatever their order', async () => {
    await put('a.csv', 'x,y\n1,text\n');
    await put('b.csv', 'y,x\nmore,2.5\n');
    const [a, b] = await plan(['a.csv', 'b.csv']);
    expect(types(a!.schema)).toEqual(['x:float64', 'y:string']);
    expect(b!.schema).toEqual(a!.schema);
  });

  it('types each input by itself when asked', async () => {
    await put('a.csv', 'x\n1\n');
    await put('b.csv', 'other\n1.5\n');
    const [a, b] = await plan(['a.csv', 'b.csv'], { shareSchema: false });
    expect([types(a!.schema), types(b!.schema)]).toEqual([['x:int64'], ['other:float64']]);
  });

  it('guesses types from a sample of each input when that is enough', async () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => `${row},${row},\n`).join('');
    await put('a.csv', `x,y,z\n${rows}a,b,c\n`);
    const [sampled] = await plan(['a.csv'], { sampleBytes: 1000 });
    const [whole] = await plan(['a.csv']);
    expect(types(sampled!.schema)).toEqual(['x:int64', 'y:int64', 'z:string']);
    expect(types(whole!.schema)).toEqual(['x:string', 'y:string', 'z:string']);
    expect(sampled!.schema.columns.map(({ guess }) => guess)).toEqual([{}, {}, { isUnseen: true }]);
  });

  it('takes the columns of a given schema, in its order, for all there are', async () => {
    await put('a.csv', 'y,x\n1,2\n');
    const given = (list: string) => plan(['a.csv'], { declared: parseColumnList(list), isSchemaGiven: true });
    const [a] = await given('x:int64,y:string');
    expect(types(a!.schema)).toEqual(['x:int64', 'y:string']);
    await expect(given('x:int64')).rejects.toThrow('in/a.csv has the column "y" that the schema lacks');
    await expect(given('x:int64,y:int64,z:int64')).rejects.toThrow(
      'in/a.csv lacks the column "z" of the schema',
    );
  });

  it('gives inputs the union of their columns when new ones are to be added', async () => {
    await put('a.csv', 'x,y\n1,2\n');
    await put('b.csv', 'z,x\ntext,1.5\n');
    const [a, b] = await plan(['a.csv', 'b.csv'], { newColumns: 'add' });
    expect(types(a!.schema)).toEqual(['x:float64', 'y:int64', 'z:string']);
    expect(b!.schema).toEqual(a!.schema);
  });

  it('leaves new columns out of the schema when their values are to be rejected', async () => {
    await put('a.csv', 'x\n1\n');
    await put('b.csv', 'x,z\n1,2\n');
    const [, b] = await plan(['a.csv', 'b.csv'], { newColumns: 'reject' });
    expect(types(b!.schema)).toEqual(['x:int64']);
    expect(b!.newColumns).toBe('reject');
  });

  it('refuses inputs with different columns, naming the column and the way out', async () => {
    await put('a.csv', 'x,y\n1,2\n');
    await put('b.csv', 'x\n1\n');
    await expect(plan(['a.csv', 'b.csv'])).rejects.toThrow(
      /in\/b.csv lacks the column "y" of in\/a.csv.*use --schema-per-file/,
    );
  });

  it('takes declared types as they are and infers the rest', async () => {
    await put('a.csv', 'x,y\n1,2\n');
    const [a] = await plan(['a.csv'], { declared: parseColumnList('x:string') });
    expect(types(a!.schema)).toEqual(['x:string', 'y:int64']);
  });

  it('refuses a declared column that is not there', async () => {
    await put('a.csv', 'x,y\n1,2\n');
    await expect(plan(['a.csv'], { declared: parseColumnList('z:string') })).rejects.toThrow(
      'in/a.csv has no column "z"; it has: x, y',
    );
  });

  it('leaves what cannot be planned aside, whatever its place, and types the rest together', async () => {
    await put('a.csv', 'x,y\n1,2\n');
    await put('other.csv', 'z\n1\n');
    await put('b.csv', 'y,x\n1,2.5\n');
    const sources = await describeAll('a.csv', 'other.csv', 'b.csv');
    const inputs = sources.map((source) => ({
      source,
      outputs: [
        { format: 'avro' as const, ref: { bucket: 'out', key: source.ref.key }, codec: 'null' as const },
      ],
    }));
    const options = { declared: new Map(), undeclared: 'infer', shareSchema: true } as const;
    const plannings = await planEach(store, inputs, options);
    expect(
      plannings.map((one) => (one.status === 'planned' ? types(one.plan.schema) : String(one.error))),
    ).toEqual([
      ['x:float64', 'y:int64'],
      expect.stringContaining('in/other.csv lacks the column "x" of in/a.csv'),
      ['x:float64', 'y:int64'],
    ]);
  });

  it('types every column as text when asked, also where files differ', async () => {
    await put('a.csv', 'x\n1\n');
    await put('b.csv', 'y\n2\n');
    const sources = await describeAll('a.csv', 'b.csv');
    const inputs = sources.map((source) => ({
      source,
      outputs: [
        { format: 'avro' as const, ref: { bucket: 'out', key: source.ref.key }, codec: 'null' as const },
      ],
    }));
    const options = { declared: new Map(), undeclared: 'string', shareSchema: false } as const;
    const [a, b] = await planConversions(store, inputs, options);
    expect([types(a!.schema), types(b!.schema)]).toEqual([['x:string'], ['y:string']]);
  });

  it.each([
    ['a delimiter that is the quote', withDialect({ delimiter: '"' })],
    ['a delimiter that ends lines', withDialect({ delimiter: '\n' })],
    ['no delimiter', withDialect({ delimiter: '' })],
    ['a quote of two characters', withDialect({ quote: "''" })],
    [
      'two columns of one name',
      (plan: ConversionPlan) => ({
        ...plan,
        schema: { columns: [...plan.schema.columns, ...plan.schema.columns] },
      }),
    ],
    [
      'two outputs of one name',
      (plan: ConversionPlan) => ({ ...plan, outputs: [...plan.outputs, ...plan.outputs] }),
    ],
  ])('refuses a plan with %s', async (_what, spoil) => {
    await put('a.csv', 'x\n1\n');
    const [a] = await plan(['a.csv']);
    expect(conversionPlan.safeParse(spoil(a!)).success).toBe(false);
  });

  it('makes plans that survive JSON and validation', async () => {
    await put('a.csv', 'x,t\n1,2024-01-01T00:00\n');
    const [a] = await plan(['a.csv']);
    expect(conversionPlan.parse(JSON.parse(JSON.stringify(a)))).toEqual(a);
  });
});

describe('a list of columns', () => {
  it('reads names, types and required marks, quoted names too', () => {
    const declared = parseColumnList('a:int64, "odd, ""name"": x":date!,b c:local_timestamp');
    expect(
      [...declared.values()].map(({ name, type, nullable }) => [name, typeName(type), nullable]),
    ).toEqual([
      ['a', 'int64', true],
      ['odd, "name": x', 'date', false],
      ['b c', 'local_timestamp', true],
    ]);
  });

  it.each([
    ['a', 'cannot read "a"'],
    ['a:int64,b', 'cannot read "b"'],
    ['a:int', 'unknown type "int"; known: boolean, int64'],
    ['a:int64,a:date', '"a" is declared twice'],
  ])('refuses %j', (text, message) => {
    expect(() => parseColumnList(text)).toThrow(message);
  });
});
