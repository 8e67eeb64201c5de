/** What core's reader makes of a source, however it is cut, held against others and against what was converted. */
import type { CellValue, ConversionPlan, CsvFormat, JsonFormat } from '@parquetry/core';
import { typeName } from '@parquetry/core';
import type { FuzzCase } from '../cases/fuzz-case.ts';
import type { ChoppingStore } from '../conversion/chopping-store.ts';
import type { FileOutcome } from '../conversion/outcome.ts';
import { asText, type Reading, readCase } from '../conversion/read-case.ts';
import { Random } from '../random.ts';
import { asWritten, csvParseRecords, unexpected } from './expect-csv.ts';
import { jsonRecords, misreadJson } from './expect-json.ts';
import { exactly, type Finding, show } from './finding.ts';
import { fitsText, obviousType } from './fits-text.ts';

type Converted = Extract<FileOutcome, { status: 'converted' }>;

/** One file of a case, its plan from every row, and what an engine made of it. */
export interface ReadFile {
  readonly store: ChoppingStore;
  readonly fuzzCase: FuzzCase;
  readonly bytes: Uint8Array;
  readonly plan: ConversionPlan;
  readonly outcome: FileOutcome;
}

const LARGE_BYTES = 10_000;

function differenceOf(a: Reading, b: Reading): string | undefined {
  const facts = ({ tally, failure, rejects }: Reading) => ({ tally, failure, rejects });
  if (exactly(facts(a)) !== exactly(facts(b))) return `${show(facts(a))}\n  ${show(facts(b))}`;
  if (a.rows.length !== b.rows.length) return `${a.rows.length} rows, ${b.rows.length} rows`;
  const row = a.rows.findIndex((cells, index) => exactly(cells) !== exactly(b.rows[index]));
  return row < 0 ? undefined : `row ${row + 1}: ${show(a.rows[row])}, ${show(b.rows[row])}`;
}

/** The same bytes in other chunks and other blocks give the same records. */
async function chunkingFinding({ store, fuzzCase, bytes, plan }: ReadFile): Promise<Finding | undefined> {
  const random = new Random(fuzzCase.options.chopSeed, 1);
  store.chopBy(undefined);
  const whole = await readCase(store, plan);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const blockBytes = bytes.length > LARGE_BYTES ? random.between(300, 70_000) : random.between(1, 60);
    store.chopBy(random.bits());
    const found = differenceOf(whole, await readCase(store, plan, blockBytes));
    if (found)
      return {
        check: 'chunking',
        details: `in one block, and in blocks of ${blockBytes} bytes:\n  ${found}`,
      };
  }
  return undefined;
}

/** Every typed cell says what its text says, and no column is text that need not be. */
function typingFinding(
  { fuzzCase, plan }: ReadFile,
  { tables }: Converted,
  rows: Reading['rows'],
): Finding | undefined {
  const { types, cells } = tables[0]!;
  for (const [index, { name }] of plan.schema.columns.entries()) {
    const texts = rows.map((row) => row[index]!);
    const type = types[index]!;
    const row = texts.findIndex((text, at) => !fitsText(text, type, cells[index]![at]!));
    if (row >= 0) {
      const found = `${show(texts[row])} in the text, ${show(cells[index]![row])} in the output`;
      return { check: 'a cell is wrong', details: `row ${row + 1}, ${show(name)} (${type}): ${found}` };
    }
    const obvious = fuzzCase.options.undeclared === 'infer' ? obviousType(texts) : undefined;
    if (obvious !== undefined && obvious !== type) {
      return { check: 'a type is wrong', details: `${show(name)} is ${type}, all its cells are ${obvious}` };
    }
  }
  return undefined;
}

/** A conversion adds advice to what the reader says. */
function isSameRefusal(outcome: FileOutcome, failure: FileOutcome | undefined): boolean {
  const isRefused = outcome.status === 'refused' && failure?.status === 'refused';
  return isRefused && outcome.error.startsWith(failure.error);
}

/** What is told of a rejected row's place is where its text is. */
function placesFinding(bytes: Uint8Array, rejects: string): Finding | undefined {
  for (const line of rejects.split('\n').filter(Boolean)) {
    const { byteOffset, rawBase64 } = JSON.parse(line);
    if (rawBase64 === undefined) continue;
    const raw = Buffer.from(rawBase64, 'base64');
    const there = Buffer.from(bytes.subarray(byteOffset, byteOffset + raw.length));
    if (!there.equals(raw)) return { check: 'a reject is not where it is said to be', details: line };
  }
  return undefined;
}

/** Engine and reader tell the same of every row, the texts of which were not converted by anyone. */
function accountsFinding(file: ReadFile, reading: Reading): Finding | undefined {
  const { outcome } = file;
  const check = 'engine and reader disagree';
  if (outcome.status === 'unsupported') return undefined;
  if (outcome.status !== 'converted' || reading.failure) {
    if (isSameRefusal(outcome, reading.failure)) return undefined;
    return { check, details: `${show(outcome)}\n  ${show(reading.failure)}` };
  }
  const { written: _written, ...rows } = outcome.rows;
  if (exactly(rows) !== exactly(reading.tally)) {
    return { check, details: `${show(rows)}\n  ${show(reading.tally)}` };
  }
  if (outcome.rejects !== reading.rejects) {
    return { check, details: `${show(outcome.rejects)}\n  ${show(reading.rejects)}` };
  }
  return placesFinding(file.bytes, outcome.rejects) ?? typingFinding(file, outcome, reading.rows);
}

async function csvFinding(file: ReadFile, format: CsvFormat): Promise<Finding | undefined> {
  const { store, fuzzCase, bytes, plan } = file;
  const { declared, source } = fuzzCase.options;
  store.chopBy(undefined);
  const text = asText(plan);
  const reading = await readCase(store, text);
  if (fuzzCase.meant) {
    const found = unexpected('cells are not as they were written', fuzzCase.meant, reading);
    if (found) return found;
  }
  const records = source.limits === undefined ? csvParseRecords(bytes, format) : undefined;
  if (records) {
    const written = { ...text, source: { ...text.source, format: asWritten(format) } };
    const found = unexpected('csv-parse reads it otherwise', records, await readCase(store, written));
    if (found) return found;
  }
  return declared.length === 0 ? accountsFinding(file, reading) : undefined;
}

function jsonFinding({ bytes, outcome, fuzzCase, plan }: ReadFile, format: JsonFormat): Finding | undefined {
  if (outcome.status !== 'converted' || outcome.rows.rejected > 0) return undefined;
  if (fuzzCase.options.declared.length > 0 || fuzzCase.options.newColumns !== undefined) return undefined;
  const records = jsonRecords(bytes, format);
  if (records === undefined) return undefined;
  if (records.length !== outcome.rows.written) {
    return {
      check: 'JSON.parse reads it otherwise',
      details: `${records.length} records, ${outcome.rows.written} rows written`,
    };
  }
  const { types, cells } = outcome.tables[0]!;
  const places = format.fields.map(({ name }) =>
    plan.schema.columns.findIndex((column) => column.name === name),
  );
  const typesByField = places.map((place) => types[place]!);
  const cellsByField: (readonly CellValue[])[] = places.map((place) => cells[place] ?? []);
  const found = misreadJson(records, format, typesByField, cellsByField);
  return found === undefined ? undefined : { check: 'JSON.parse reads it otherwise', details: found };
}

/** What the conversion has for types is what reading every row gives. */
function widthFinding({ outcome, plan, fuzzCase }: ReadFile): Finding | undefined {
  if (outcome.status !== 'converted' || fuzzCase.options.newColumns !== undefined) return undefined;
  const wanted = plan.schema.columns.map(({ type }) => typeName(type));
  const { types } = outcome.tables[0]!;
  if (exactly(types) === exactly(wanted)) return undefined;
  return {
    check: 'types depend on the sample',
    details: `${show(types)} converted, ${show(wanted)} from every row`,
  };
}

/** What is wrong with how one file was read. */
export async function readingFinding(file: ReadFile): Promise<Finding | undefined> {
  const { format } = file.plan.source;
  return (
    (await chunkingFinding(file)) ??
    widthFinding(file) ??
    (format.kind === 'csv' ? await csvFinding(file, format) : jsonFinding(file, format))
  );
}
