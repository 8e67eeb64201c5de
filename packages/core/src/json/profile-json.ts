import { BadInputError } from '../conversion/errors.ts';
import type { JsonField } from '../conversion/source-format.ts';
import { uniqueColumnNames } from '../csv/column-names.ts';
import { UNKNOWN_COLUMN } from '../records/project-columns.ts';
import type { ReadLimits } from '../records/read-limits.ts';
import type { RecordReadOptions } from '../records/record-reading.ts';
import type { RowLedger } from '../records/row-ledger.ts';
import type { ColumnProfile } from '../schema/infer-schema.ts';
import { allStrings } from '../schema/resolve-schema.ts';
import type { Column } from '../schema/table-schema.ts';
import type { ByteStream } from '../store/object-store.ts';
import { formatCount } from '../text/format-count.ts';
import { columnName, flattens, keyBinder } from './bind-columns.ts';
import type { JsonShape } from './detect-json.ts';
import { complaintIssue } from './json-block-builder.ts';
import { contradictedRows, type FoundField, JsonEvidence, type KeyEvidence } from './json-evidence.ts';
import { type KeyNode, pathName } from './key-tree.ts';
import type { Complaint } from './record-tape.ts';
import { RecordWalk, rowPlaces, type WalkedRecords } from './walk-records.ts';

export interface JsonProfile {
  readonly rows: number;
  /** The union over the records read, in the order of first appearance. */
  readonly fields: readonly JsonField[];
  /** By field. */
  readonly columns: readonly ColumnProfile[];
  /** By name: the first row that contradicts the column's guess in `planned`, or that has a field not planned. */
  readonly contradictions: ReadonlyMap<string, number>;
}

export interface JsonProfileOptions {
  readonly ledger: RowLedger;
  readonly limits: ReadLimits;
  /** Of positional records. */
  readonly names?: readonly string[];
  /** Columns that there will be, whatever is found, and fields that may be theirs: objects in them are kept whole. */
  readonly known?: {
    readonly names: readonly string[];
    readonly fields: readonly JsonField[];
    /** There are no others: a row with a value of another key is bad. */
    readonly isAll: boolean;
  };
  /** So many bytes at least; everything when absent. */
  readonly sampleBytes?: number;
  /** The columns as they were guessed before. */
  readonly planned?: readonly Column[];
  readonly invalidBytes?: RecordReadOptions['invalidBytes'];
  readonly signal?: AbortSignal;
}

const complaintOfStranger = (stranger: KeyNode<KeyEvidence> | undefined): Complaint | undefined =>
  stranger && { reason: UNKNOWN_COLUMN, column: pathName(stranger.path) };

/** Takes in the rows of a window that begin before `sampleBytes`; `false` when that was not all of them. */
function takeIn(
  walked: WalkedRecords<KeyEvidence>,
  evidence: JsonEvidence,
  { ledger, sampleBytes = Number.POSITIVE_INFINITY }: JsonProfileOptions,
): boolean {
  const { tape, bytes, textOffset, offsetOf } = walked;
  const { place, raw } = rowPlaces(walked, ledger.read + 1, 0);
  for (let row = 0; row < tape.rowCount; row += 1) {
    if (textOffset + tape.rowStarts[row]! >= sampleBytes && !evidence.isEmpty) return false;
    ledger.read += 1;
    const complaint = tape.complaints.get(row) ?? complaintOfStranger(evidence.strangerIn(tape, row));
    if (complaint === undefined) {
      evidence.add(tape, bytes, row, ledger.read);
      continue;
    }
    const { row: _row, wayOut, rawBytes, ...issue } = complaintIssue(row, complaint, offsetOf);
    ledger.reject({ ...place(row), ...issue }, raw(row), wayOut, rawBytes);
  }
  return true;
}

function requireColumns(found: number, { ledger, limits }: JsonProfileOptions): void {
  if (found <= limits.columns) return;
  throw new BadInputError(
    `${ledger.name}: the first ${formatCount(ledger.read)} rows have more than ${formatCount(limits.columns)} columns; ` +
      'raise --max-columns if that is right, or keep nested objects as text with --nested json',
  );
}

/** Positions that were given names are columns even where no record reaches them. */
function withNamedPositions(found: FoundField[], names: readonly string[], rows: number): FoundField[] {
  const missing = names.slice(found.length).map((_, index) => ({
    path: [String(found.length + index)],
    name: undefined,
    order: 0,
    firstRow: 0,
    firstRows: [],
    evidence: 0,
    nulls: rows,
  }));
  return [...found, ...missing];
}

const NOTHING_KNOWN = { names: [], fields: [], isAll: false };

/**
 * Reads JSON records, `sampleBytes` of them at least, to learn their fields and what each field's values say. `names`
 * are those of positional records. Bad rows go to the ledger.
 *
 * @throws BadInputError where the structure of the text is broken, or the records have more columns than allowed.
 */
export async function profileJson(
  stream: ByteStream,
  shape: JsonShape,
  options: JsonProfileOptions,
): Promise<JsonProfile> {
  const { names = [], planned = [], known = NOTHING_KNOWN, invalidBytes = 'bad-row', signal } = options;
  const { records } = shape;
  const nameOf = (path: readonly string[]) =>
    (records === 'arrays' ? names[Number(path[0])] : undefined) ?? columnName(path, records);
  const bindKey = keyBinder({ ...shape, fields: known.fields }, [...allStrings(known.names).values()]);
  const evidence = new JsonEvidence(flattens(shape), bindKey, known.isAll);
  const { tree } = evidence;
  const keeps = ({ order, name }: KeyEvidence) => order >= 0 || name !== undefined;
  const walk = new RecordWalk(stream, shape, tree, keeps, { ...options, invalidBytes, nameOf });
  try {
    for await (const walked of walk.records()) {
      signal?.throwIfAborted();
      const isEnough = !takeIn(walked, evidence, options);
      if (tree.size > options.limits.columns) requireColumns(evidence.fields().length, options);
      if (isEnough) break;
    }
  } finally {
    await walk.close();
  }
  const seen = evidence.fields();
  const found = records === 'arrays' && !known.isAll ? withNamedPositions(seen, names, evidence.rows) : seen;
  requireColumns(found.length, options);
  const unique = uniqueColumnNames(found.map(({ path, name }) => name ?? nameOf(path))).names;
  const fields = found.map(({ path }, index) => ({ name: unique[index]!, path }));
  return {
    rows: evidence.rows,
    fields,
    columns: found.map(({ evidence: said, nulls }) => ({ evidence: said, nulls })),
    contradictions: contradictedRows(found, fields, planned),
  };
}
