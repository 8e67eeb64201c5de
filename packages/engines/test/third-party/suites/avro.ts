import { type AvroReading, BadInputError, type CellValue, memoryStore, openAvro } from '@parquetry/core';
import { convertText, INPUTS, store as put } from '../../support/convert-csv.ts';
import { readersFor } from '../../support/independent-readers.ts';
import { suiteFile, suiteFiles } from '../shared-files.ts';
import type { Contestant, SuiteCase, Verdict } from '../third-party-case.ts';
import { avroContainer } from './avro-container.ts';
import { recordsByAvsc } from './records-by-avsc.ts';

const FOLDER = ['avro', 'share', 'test'] as const;

type CoreCase = SuiteCase<undefined>;

const passed: Verdict = { verdict: 'passed' };
const failed = (because: string): Verdict => ({ verdict: 'failed', because });

interface Weather {
  readonly station: string;
  readonly time: number;
  readonly temp: number;
}

const WEATHER = ['data', 'weather.json'] as const;

const weatherRows = (): Weather[] =>
  suiteFile(...FOLDER, ...WEATHER)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const asCells = ({ station, time, temp }: Weather): CellValue[] => [station, BigInt(time), BigInt(temp)];

async function open(file: Uint8Array): Promise<AvroReading> {
  const store = memoryStore();
  const ref = { bucket: INPUTS, key: 'file.avro' };
  await put(store, ref, file);
  return openAvro(store, ref);
}

async function rowsOf(reading: AvroReading): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  for await (const { rowCount, columns } of reading.batches()) {
    for (let row = 0; row < rowCount; row += 1) rows.push(columns.map((cells) => cells[row]!));
  }
  return rows;
}

const text = (rows: unknown) =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));

const same = (found: unknown, expected: unknown): Verdict =>
  text(found) === text(expected)
    ? passed
    : failed(`${text(found)}, expected ${text(expected)}`.slice(0, 400));

async function guarded(judge: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await judge();
  } catch (error) {
    return failed(`broke: ${error instanceof Error ? error.message : error}`);
  }
}

const coreCase = (id: string, judge: () => Promise<Verdict>): CoreCase => ({
  id,
  judge: () => guarded(judge),
});

/** The same records, packed in each way; sorted, their order is another. */
function weatherCases(): CoreCase[] {
  return suiteFiles(...FOLDER, 'data')
    .filter((name) => /^weather.*\.avro$/.test(name))
    .map((name) =>
      coreCase(name, async () => {
        const rows = await rowsOf(await open(suiteFile(...FOLDER, 'data', name)));
        const expected = weatherRows().map(asCells);
        if (name !== 'weather-sorted.avro') return same(rows, expected);
        return same(rows.map(text).toSorted(), expected.map(text).toSorted());
      }),
    );
}

/** Other container files: as avsc reads them. */
function containerCases(): CoreCase[] {
  const data = suiteFiles(...FOLDER).filter(
    (name) => name.endsWith('.avro') && !name.startsWith('data/weather'),
  );
  return data.map((name) =>
    coreCase(name, async () => {
      const file = suiteFile(...FOLDER, name);
      const reading = await open(file);
      const rows = await rowsOf(reading);
      return same(rows, await recordsByAvsc(file, reading.columns));
    }),
  );
}

const oldFormat = coreCase('test.avro12', async () => {
  const error = await open(suiteFile(...FOLDER, 'data', 'test.avro12')).catch((reason: unknown) => reason);
  if (!(error instanceof BadInputError)) return failed(`not refused: ${error}`);
  return {
    verdict: 'deviates',
    because:
      'a file in the format of Avro 1.2, before object container files of today, is refused with its first bytes',
  };
});

/** The texts between `<<INPUT` and the end of the line, or of a block that `INPUT` ends. */
function schemaInputs(): string[] {
  const source = suiteFile(...FOLDER, 'data', 'schema-tests.txt').toString('utf8');
  const inputs = source.matchAll(/^<<INPUT(?: (.+)|\n([\s\S]*?)\nINPUT)$/gm);
  return Array.from(inputs, ([, line, block]) => (line ?? block)!);
}

/** Names of a schema's columns, as core shows them: those of its fields, or one for what is no record. */
function columnNames(schema: unknown): string[] {
  const { type, fields } = schema as { type?: unknown; fields?: readonly { name: string }[] };
  return type === 'record' && fields ? fields.map(({ name }) => name) : ['value'];
}

const schemaCase = (id: string, source: string): CoreCase =>
  coreCase(id, async () => {
    const { columns } = await open(avroContainer(source));
    return same(
      columns.map(({ name }) => name),
      columnNames(JSON.parse(source)),
    );
  });

function schemaCases(): CoreCase[] {
  const files = suiteFiles(...FOLDER, 'schemas').filter((name) => name.endsWith('.avsc'));
  const fingerprints: Verdict = {
    verdict: 'unsupported',
    because: 'fingerprints are not computed: a container file carries its schema whole',
  };
  return [
    ...schemaInputs().map((source, index) => schemaCase(`schema-tests ${index}`, source)),
    ...files.map((name) => schemaCase(name, suiteFile(...FOLDER, 'schemas', name).toString('utf8'))),
    { id: 'fingerprints of schema-tests.txt', judge: async () => fingerprints },
  ];
}

/** Apache's container files and schemas in core's own reader. */
export const avroCases = (): CoreCase[] => [
  ...weatherCases(),
  ...containerCases(),
  oldFormat,
  ...schemaCases(),
];

/** Apache's weather records from JSON to Avro and Parquet, read back by libraries that did not write them. */
export function avroWriterCases(): SuiteCase<Contestant>[] {
  return (['avro', 'parquet'] as const).map((format) => ({
    id: `weather.json as ${format}`,
    judge: ({ engine, session, store }) =>
      guarded(async () => {
        const files = await convertText(session, store, suiteFile(...FOLDER, ...WEATHER));
        if (files.status === 'unsupported') return { verdict: 'unsupported', because: files.because };
        const { rowCount, columns } = await readersFor(engine, format)[0]!.read(files[format]);
        const rows = Array.from({ length: rowCount }, (_, row) => columns.map(({ values }) => values[row]!));
        return same(rows, weatherRows().map(asCells));
      }),
  }));
}
