import { BadInputError, type Engine, type OutputFormat, RequestError } from '@parquetry/core';
import { column } from '../support/compare-tables.ts';
import { type Converted, convertText, type TextOptions } from '../support/convert-csv.ts';
import { readersFor } from '../support/independent-readers.ts';
import { reasonForRefusal, underRules } from './deviations.ts';
import type { Contestant, CsvCase, Records, Verdict } from './third-party-case.ts';

type Files = Extract<Converted, { status: 'converted' }>;
type Attempt = Converted | { readonly status: 'refused'; readonly said: string };

const FORMATS: readonly OutputFormat[] = ['parquet', 'avro'];

const passed: Verdict = { verdict: 'passed' };
const deviates = (because: string): Verdict => ({ verdict: 'deviates', because });
const failed = (because: string): Verdict => ({ verdict: 'failed', because });

async function attempt(
  { session, store }: Contestant,
  { text, options }: CsvCase,
  more: TextOptions = {},
): Promise<Attempt> {
  try {
    return await convertText(session, store, text, { declared: 'strings', ...options, ...more });
  } catch (error) {
    // Plans are validated by zod, whose errors are no class of core.
    const isRefusal =
      error instanceof BadInputError ||
      error instanceof RequestError ||
      (error instanceof Error && error.name === 'ZodError');
    if (isRefusal) return { status: 'refused', said: error.message };
    throw error;
  }
}

const namesOf = ({ plan: { schema } }: Files) => schema.columns.map(({ name }) => name);

/** The records of an output as a library sees them that did not write it; null as the empty string. */
async function recordsIn(engine: Engine, format: OutputFormat, files: Files): Promise<Records> {
  const rowCount = files.result.rows.written;
  if (rowCount === 0) return [];
  const columns = namesOf(files).map((name) => column(name, 'string', []));
  const reader = readersFor(engine, format).find((one) => one.canShow?.({ rowCount, columns }) !== false);
  const read = await reader!.read(files[format]);
  return Array.from({ length: read.rowCount }, (_, row) =>
    read.columns.map(({ values }) => String(values[row] ?? '')),
  );
}

/** Each record as wide as the table: a short one is filled up, a long one loses what is empty. */
const fitted = (records: Records, width: number): Records =>
  records.map((record) => {
    const surplus = record.slice(width);
    const kept = surplus.every((cell) => cell === '') ? record.slice(0, width) : record;
    return [...kept, ...Array<string>(Math.max(0, width - kept.length)).fill('')];
  });

const same = (a: Records, b: Records) => JSON.stringify(a) === JSON.stringify(b);
const shown = (value: unknown) => JSON.stringify(value).slice(0, 200);

function isAccountedFor({ result: { rows }, rejects }: Files): boolean {
  return rows.read === rows.written + rows.rejected && rejects.length === rows.rejected;
}

/** What both outputs hold; a sentence when they differ. */
async function agreedRecords(engine: Engine, files: Files): Promise<Records | string> {
  const [parquet, avro] = await Promise.all(FORMATS.map((format) => recordsIn(engine, format, files)));
  if (!same(parquet!, avro!)) return `Parquet has ${shown(parquet)}, Avro ${shown(avro)}`;
  return parquet!;
}

async function judgeConverted({ engine }: Contestant, one: CsvCase, files: Files): Promise<Verdict> {
  const found = await agreedRecords(engine, files);
  if (typeof found === 'string') return failed(found);
  if (!isAccountedFor(files)) return failed(`rows: ${shown(files.result.rows)}`);
  if (one.names && !same([one.names], [namesOf(files)])) return failed(`names: ${shown(namesOf(files))}`);
  if (one.records && same(found, one.records)) return passed;
  const rule = underRules(one, namesOf(files).length);
  if (rule && same(found, rule.records)) return deviates(rule.because);
  if (one.records === undefined) return failed(`converted to ${shown(found)}, the suite refuses it`);
  return failed(`${shown(found)}, expected ${shown(one.records)}`);
}

/** A text that is refused as it is: under `pad` its records are right after all, or every bad row has its reason. */
async function judgeRefused(contestant: Contestant, one: CsvCase, said: string): Promise<Verdict> {
  const files = await attempt(contestant, one, { onBadRow: 'pad' });
  if (files.status === 'unsupported') return { verdict: 'unsupported', because: files.because };
  if (files.status === 'converted' && !isAccountedFor(files)) {
    return failed(`rows: ${shown(files.result.rows)}`);
  }
  if (one.records === undefined || one.mayRefuse) return passed;
  const explained = reasonForRefusal(said);
  if (files.status === 'refused') return explained ? deviates(explained) : failed(`refused: ${said}`);
  const found = await agreedRecords(contestant.engine, files);
  if (typeof found === 'string') return failed(found);
  const rule = underRules(one, namesOf(files).length);
  const records = fitted(rule?.records ?? one.records, namesOf(files).length);
  if (files.rejects.length === 0) {
    if (!same(found, records)) return failed(`padded to ${shown(found)}, expected ${shown(one.records)}`);
    return rule ? deviates(rule.because) : passed;
  }
  const reasons = files.rejects.map(({ reason }) => reasonForRefusal(reason));
  if (reasons.includes(undefined)) return failed(`rejected: ${shown(files.rejects)}`);
  const areAllTooLong = files.rejects.every(({ reason }) => /^\d+ fields?, the header/.test(reason));
  const fitting = records.filter(({ length }) => length === namesOf(files).length);
  if (areAllTooLong && !same(found, fitting)) {
    return failed(`kept ${shown(found)}, expected ${shown(fitting)}`);
  }
  return deviates([...new Set(reasons)].join('; '));
}

/** Converts the text of a case, reads both outputs back and holds the records against those of the suite. */
export async function judgeCsv(contestant: Contestant, one: CsvCase): Promise<Verdict> {
  if (one.unsupported) return { verdict: 'unsupported', because: one.unsupported };
  try {
    const first = await attempt(contestant, one);
    switch (first.status) {
      case 'unsupported':
        return { verdict: 'unsupported', because: first.because };
      case 'converted':
        return await judgeConverted(contestant, one, first);
      case 'refused':
        return await judgeRefused(contestant, one, first.said);
      default:
        return first satisfies never;
    }
  } catch (error) {
    return failed(`broke: ${error instanceof Error ? error.stack : error}`);
  }
}
