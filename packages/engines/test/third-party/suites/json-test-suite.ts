import { isDeepStrictEqual } from 'node:util';
import { BadInputError, type CellValue, jsonError, type OutputFormat } from '@parquetry/core';
import { type Converted, convertText, type TextOptions } from '../../support/convert-csv.ts';
import { readersFor } from '../../support/independent-readers.ts';
import { suiteFile, suiteFiles } from '../shared-files.ts';
import type { Contestant, SuiteCase, Verdict } from '../third-party-case.ts';

const FOLDER = ['JSONTestSuite', 'test_parsing'] as const;

/** By the first letter of a file's name. */
type Fate = 'y' | 'n' | 'i';

const OPTIONS: TextOptions = {
  kind: 'json',
  encoding: 'utf-8',
  nested: 'json',
  declared: { v: 'string' },
};

const passed: Verdict = { verdict: 'passed' };
const failed = (because: string): Verdict => ({ verdict: 'failed', because: because.slice(0, 300) });

const around = (before: string, value: Uint8Array, after: string) =>
  Buffer.concat([Buffer.from(before), value, Buffer.from(after)]);

type Files = Extract<Converted, { status: 'converted' }>;

async function cellsOf(
  { engine }: Contestant,
  format: OutputFormat,
  files: Files,
): Promise<readonly CellValue[]> {
  const [reader] = readersFor(engine, format);
  const table = await reader!.read(files[format]);
  return table.columns[0]!.values;
}

/** Whether a cell is the value: strings as they are, numbers with their digits, anything nested as JSON text. */
function isValue(cell: CellValue, value: Uint8Array): boolean {
  const text = Buffer.from(value).toString('utf8').trim();
  const parsed: unknown = JSON.parse(text);
  if (parsed === null || typeof parsed === 'string') return cell === parsed;
  if (typeof parsed !== 'object') return cell === text;
  return typeof cell === 'string' && isDeepStrictEqual(JSON.parse(cell), parsed);
}

/** A line between two others: its neighbours survive whatever it is. */
async function judgeLine(contestant: Contestant, value: Uint8Array, fate: Fate): Promise<Verdict> {
  const text = around('{"v":"before"}\n{"v":', value, '}\n{"v":"after"}\n');
  const { session, store } = contestant;
  const files = await convertText(session, store, text, { ...OPTIONS, onBadRow: 'reject' });
  if (files.status === 'unsupported') return { verdict: 'unsupported', because: files.because };
  const { read, written, rejected } = files.result.rows;
  const isRead = written === 3;
  if (read !== 3 || written + rejected !== 3 || written < 2 || files.rejects.length !== rejected) {
    return failed(`rows: ${JSON.stringify(files.result.rows)}`);
  }
  if ((fate === 'y' && !isRead) || (fate === 'n' && isRead)) return failed(`${written} of 3 lines were read`);
  for (const format of ['parquet', 'avro'] as const) {
    const cells = await cellsOf(contestant, format, files);
    const isRight =
      cells.at(0) === 'before' && cells.at(-1) === 'after' && (fate !== 'y' || isValue(cells[1]!, value));
    if (!isRight) return failed(`${format}: ${JSON.stringify(cells)}`);
  }
  return passed;
}

/** The only record of an array: what is not JSON is refused, and the error names the byte. */
async function judgeArray(contestant: Contestant, value: Uint8Array, fate: Fate): Promise<Verdict> {
  const { session, store } = contestant;
  try {
    const files = await convertText(session, store, around('[{"v":', value, '}]'), OPTIONS);
    if (files.status === 'unsupported') return { verdict: 'unsupported', because: files.because };
    if (fate === 'n') return failed('converted in an array');
    const cells = await cellsOf(contestant, 'parquet', files);
    const isRight = cells.length === 1 && (fate !== 'y' || isValue(cells[0]!, value));
    return isRight ? passed : failed(`in an array: ${JSON.stringify(cells)}`);
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    if (fate === 'y') return failed(`refused in an array: ${error.message}`);
    return /\bbyte [\d,]+/.test(error.message) ? passed : failed(`names no byte: ${error.message}`);
  }
}

async function judgeValue(contestant: Contestant, value: Uint8Array, fate: Fate): Promise<Verdict> {
  try {
    const inArray = await judgeArray(contestant, value, fate);
    const hasLineEnd = value.includes(0x0a) || value.includes(0x0d);
    if (inArray.verdict !== 'passed' || hasLineEnd) return inArray;
    return await judgeLine(contestant, value, fate);
  } catch (error) {
    return failed(`broke: ${error instanceof Error ? error.stack : error}`);
  }
}

const names = () => suiteFiles(...FOLDER);
const fateOf = (name: string) => name[0] as Fate;

/** Each text as the value of a member. */
export function jsonConversionCases(): SuiteCase<Contestant>[] {
  return names().map((name) => ({
    id: name,
    judge: (contestant) => judgeValue(contestant, suiteFile(...FOLDER, name), fateOf(name)),
  }));
}

/** Each text as it is: whether it is JSON, and if not, at which byte. */
export function jsonCases(): SuiteCase<undefined>[] {
  return names().map((name) => ({
    id: name,
    async judge() {
      const bytes = suiteFile(...FOLDER, name);
      const error = jsonError(bytes);
      const fate = fateOf(name);
      if (fate === 'y' && error) return failed(`refused at byte ${error.at}: ${error.reason}`);
      if (fate === 'n' && !error) return failed('taken for JSON');
      const isInside = error === undefined || (error.at >= 0 && error.at <= bytes.length);
      return isInside ? passed : failed(`byte ${error.at} of ${bytes.length}`);
    },
  }));
}
