import type { SourceOptions } from '@parquetry/core';
import { typeNames } from '@parquetry/core';
import { Random } from '../random.ts';
import { encodeText } from './encode-text.ts';
import type { CaseOptions, FuzzCase, MeantCell } from './fuzz-case.ts';
import { type CsvWriting, chaos, chooseWriting, makeTable, writeCsv } from './make-csv.ts';
import { makeHostile } from './make-hostile.ts';
import { makeJson } from './make-json.ts';
import { mutateBytes } from './mutate-bytes.ts';

type GivenOptions = CaseOptions['source'];

interface Made {
  readonly files: readonly Uint8Array[];
  readonly source: GivenOptions;
  readonly meant?: readonly (readonly MeantCell[])[];
  readonly width: number;
}

/** Enough rows to fill more than one of the blocks that are read at a time. */
const MANY_ROWS = 9000;

function chooseLimits(random: Random): Pick<GivenOptions, 'limits'> {
  if (random.chance(90)) return {};
  const recordBytes = random.between(8, 400);
  return {
    limits: { recordBytes, fieldBytes: random.between(4, recordBytes), columns: random.between(2, 40) },
  };
}

/** Everything of a writing that a reader can be told. */
const told = (writing: CsvWriting): SourceOptions & GivenOptions => ({
  kind: 'csv',
  encoding: writing.encoding,
  ...writing.dialect,
  hasHeader: writing.hasHeader,
  nulls: [...writing.nulls],
  quotedEmpty: writing.quotedEmpty,
});

function makeCsvFiles(random: Random): Made {
  const writing = chooseWriting(random);
  const isLarge = random.chance(1);
  const table = makeTable(random, isLarge ? MANY_ROWS : random.pick([4, 12, 40]));
  const { bytes, meant } = writeCsv(table, writing, random);
  const width = table.names.length;
  const isTold = random.chance(70);
  if (!isTold) {
    const { nulls, quotedEmpty, comment, skipLines } = told(writing);
    const source = random.chance(50)
      ? {}
      : { nulls: nulls!, quotedEmpty: quotedEmpty!, comment: comment!, skipLines: skipLines! };
    return { files: [bytes], source, width };
  }
  const source = { ...told(writing), ...chooseLimits(random) };
  if (random.chance(10)) {
    const more = { names: table.names, rows: table.rows.toReversed().map((row) => row.toReversed()) };
    return { files: [bytes, writeCsv(more, writing, random).bytes], source, width };
  }
  const canTell = source.limits === undefined && (writing.hasHeader || meant.length > 0);
  return { files: [bytes], source, width, ...(canTell && { meant }) };
}

function makeJsonFiles(random: Random): Made {
  const mostRows = random.chance(1) ? 3000 : random.pick([3, 10, 30]);
  const { text, member } = makeJson(random, mostRows);
  const encoding = random.chance(90) ? 'utf-8' : random.pick(['utf-16le', 'utf-16be'] as const);
  const mark = random.chance(10) ? '\uFEFF' : '';
  const source: GivenOptions = {
    ...(random.chance(50) && { kind: 'json' as const }),
    ...(random.chance(50) && { encoding }),
    ...(random.chance(40) && { nested: random.pick(['flatten', 'json'] as const) }),
    ...(member !== undefined && random.chance(50) && { member }),
    ...chooseLimits(random),
  };
  return { files: [encodeText(mark + text, encoding)], source, width: 5 };
}

function makeChaos(random: Random): Made {
  const source: GivenOptions = random.chance(50) ? {} : { kind: random.pick(['csv', 'json'] as const) };
  return { files: [chaos(random)], source, width: 3 };
}

function makeHostileFile(random: Random): Made {
  const source: GivenOptions = {
    kind: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    quote: '"',
    escape: '"',
    comment: '',
    trim: false,
    skipLines: 0,
    trailingDelimiter: false,
    hasHeader: true,
    quotedEmpty: random.pick(['null', 'null', 'string']),
  };
  return { files: [makeHostile(random)], source, width: 4 };
}

function chooseDeclared(random: Random, width: number): CaseOptions['declared'] {
  if (random.chance(75)) return [];
  return random.several(1, 3, () => ({
    at: random.below(width),
    type: random.pick(typeNames),
    nullable: random.chance(80),
  }));
}

/** Of many rows no groups of a few, which take long and show nothing new. */
const SMALL_BYTES = 10_000;

function chooseOptions(random: Random, { files, source, width }: Made): CaseOptions {
  const isSmall = files.every((file) => file.length < SMALL_BYTES);
  const fate = random.pick(['fail', 'reject', 'reject', 'pad'] as const);
  const allowance = random.pick([
    undefined,
    undefined,
    undefined,
    { rows: random.below(4) },
    { fraction: 0.3 },
  ]);
  const formats = random.pick(['both', 'both', 'parquet', 'avro'] as const);
  return {
    compression: random.chance(85) ? 'none' : random.pick(['gzip', 'zstd'] as const),
    source,
    declared: chooseDeclared(random, width),
    undeclared: random.chance(70) ? 'infer' : 'string',
    ...(random.chance(60) && { sampleBytes: random.pick([1, 20, 100, 1000]) }),
    badRows: { fate, isRedacted: random.chance(15), ...(allowance && { allowance }) },
    ...(random.chance(20) && { newColumns: random.pick(['fail', 'add', 'reject'] as const) }),
    invalidBytes: random.chance(75) ? 'bad-row' : 'replace',
    parquet:
      formats === 'avro'
        ? null
        : random.pick(['snappy', 'snappy', 'none', 'gzip', 'zstd', 'lz4_raw'] as const),
    avro: formats === 'parquet' ? null : random.pick(['null', 'snappy', 'deflate'] as const),
    ...(random.chance(20) && { rowGroupRows: random.pick(isSmall ? [1, 3, 1000] : [1000]) }),
    ...(random.chance(20) && { dictionary: random.chance(50) }),
    limits: random.pick(['small', 'large']),
    chopSeed: random.bits(),
  };
}

export const caseKinds = ['csv', 'json', 'hostile'] as const;
export type CaseKind = (typeof caseKinds)[number];

const MAKERS: Readonly<Record<CaseKind, readonly ((random: Random) => Made)[]>> = {
  csv: [makeCsvFiles, makeCsvFiles, makeCsvFiles, makeCsvFiles, makeCsvFiles, makeChaos],
  json: [makeJsonFiles, makeJsonFiles, makeJsonFiles, makeJsonFiles, makeChaos],
  hostile: [makeHostileFile],
};

/** Case `number` of a seed, the same on any machine; of one kind where that is asked for. */
export function makeCase(seed: number, number: number, kind?: CaseKind): FuzzCase {
  const random = new Random(seed, number);
  const drawn = random.pick(kind === undefined ? Object.values(MAKERS).flat() : MAKERS[kind])(random);
  const isForced = kind === 'csv' || kind === 'json';
  const made = isForced ? { ...drawn, source: { ...drawn.source, kind } } : drawn;
  const isDamaged = random.chance(45);
  const files = isDamaged ? made.files.map((file) => mutateBytes(file, random)) : made.files;
  const options = chooseOptions(random, made);
  const isTrue = made.meant !== undefined && !isDamaged && options.declared.length === 0;
  return { files, options, ...(isTrue && { meant: made.meant }) };
}
