import { readCsv } from '../csv/read-csv.ts';
import { profileJson } from '../json/profile-json.ts';
import { DEFAULT_BLOCK_BYTES } from '../records/record-reading.ts';
import { type BadRowPolicy, FAIL_AT_FIRST, RowLedger, type RowTally } from '../records/row-ledger.ts';
import { guessFromEvidence } from '../schema/cell-evidence.ts';
import { ContradictionWatch } from '../schema/contradiction-watch.ts';
import { type ColumnProfile, NOTHING_SEEN, TypeInference } from '../schema/infer-schema.ts';
import { allStrings } from '../schema/resolve-schema.ts';
import type { Column } from '../schema/table-schema.ts';
import { displayRef, type ObjectStore } from '../store/object-store.ts';
import type { SourceDescription } from './describe-source.ts';
import type { BadRow } from './errors.ts';
import { openSource } from './open-source.ts';
import {
  type CsvFormat,
  type JsonField,
  type JsonFormat,
  type SourceFormat,
  sourceNames,
} from './source-format.ts';

export interface SourceProfile {
  readonly rows: RowTally;
  /** The source's format, with every field that was seen. */
  readonly format: SourceFormat;
  /** By name, in the order of the format. */
  readonly columns: readonly ColumnProfile[];
  /** By name: the first row that contradicts the column's guess in `planned`, or that has a column not planned. */
  readonly contradictions: ReadonlyMap<string, number>;
}

export interface ProfileOptions {
  /** Enough once so many bytes were read; everything when absent. */
  readonly sampleBytes?: number | undefined;
  /** Bad rows are left out of the profile, whatever the policy: the conversion tells them. Padded ones are in it. */
  readonly badRows?: BadRowPolicy;
  readonly invalidBytes?: 'bad-row' | 'replace';
  /** Columns that there will be, whatever is found; `isAll`: a record with a value of any other is a bad row. */
  readonly known?: { readonly names: readonly string[]; readonly isAll: boolean } | undefined;
  /** The columns as they were guessed before. */
  readonly planned?: readonly Column[] | undefined;
  readonly onBadRow?: (badRow: BadRow) => void;
  readonly signal?: AbortSignal | undefined;
}

const tolerant = ({ fate }: BadRowPolicy): BadRowPolicy => ({
  fate: fate === 'pad' ? 'pad' : 'reject',
  isRedacted: true,
});

async function profileCsv(
  store: ObjectStore,
  source: SourceDescription,
  format: CsvFormat,
  ledger: RowLedger,
  options: ProfileOptions,
): Promise<SourceProfile> {
  const { sampleBytes = Number.POSITIVE_INFINITY, known, planned = [], signal } = options;
  const names = format.names.filter((name) => !known?.isAll || known.names.includes(name));
  const blocks = await readCsv(openSource(store, source, signal), format, {
    columns: [...allStrings(names).values()],
    ledger,
    limits: source.limits,
    invalidBytes: options.invalidBytes ?? 'bad-row',
    newColumns: 'reject',
    sampleBytes,
    ...(sampleBytes < DEFAULT_BLOCK_BYTES && { blockBytes: sampleBytes }),
  });
  const inference = new TypeInference(names.length);
  const watch = new ContradictionWatch(names, planned);
  for await (const block of blocks) {
    inference.add(block);
    watch.add(block, inference);
    signal?.throwIfAborted();
  }
  const profiles = inference.profiles();
  return {
    rows: ledger.tally(),
    format,
    columns: format.names.map((name) => profiles[names.indexOf(name)] ?? NOTHING_SEEN),
    contradictions: watch.rows,
  };
}

const prefixes = ({ path }: JsonField) => path.map((_, index) => JSON.stringify(path.slice(0, index + 1)));

/** The fields of which `seen` has neither the name nor, whole or in part, the place in the records. */
function unseenFields(known: readonly JsonField[], seen: readonly JsonField[]): readonly JsonField[] {
  const names = new Set(seen.map(({ name }) => name));
  const places = new Set(seen.map(({ path }) => JSON.stringify(path)));
  const above = new Set(seen.flatMap(prefixes));
  return known.filter(
    (field) =>
      !names.has(field.name) &&
      !above.has(JSON.stringify(field.path)) &&
      !prefixes(field).some((place) => places.has(place)),
  );
}

async function profileJsonSource(
  store: ObjectStore,
  source: SourceDescription,
  format: JsonFormat,
  ledger: RowLedger,
  { sampleBytes, planned, known, invalidBytes, signal }: ProfileOptions,
): Promise<SourceProfile> {
  const { fields: described, ...shape } = format;
  const profile = await profileJson(openSource(store, source, signal), shape, {
    ledger,
    limits: source.limits,
    ...(format.records === 'arrays' && { names: sourceNames(format) }),
    ...(sampleBytes !== undefined && { sampleBytes }),
    ...(planned && { planned }),
    ...(known && { known: { ...known, fields: described } }),
    ...(invalidBytes && { invalidBytes }),
    ...(signal && { signal }),
  });
  const unseen = unseenFields(described, profile.fields);
  const columns = [...profile.columns, ...unseen.map(() => ({ evidence: 0, nulls: ledger.read }))];
  const fields = [...profile.fields, ...unseen].map(
    ({ name, path }, index): JsonField =>
      guessFromEvidence(columns[index]!.evidence).isUnseen ? { name, path, isUnseen: true } : { name, path },
  );
  const { contradictions } = profile;
  return { rows: ledger.tally(), format: { ...shape, fields }, columns, contradictions };
}

/** Reads rows of a described source, all of them or a sample from its beginning, to learn types and nulls. */
export async function profileSource(
  store: ObjectStore,
  source: SourceDescription,
  options: ProfileOptions = {},
): Promise<SourceProfile> {
  const { format } = source;
  const ledger = new RowLedger(displayRef(source.ref), tolerant(options.badRows ?? FAIL_AT_FIRST), {
    ...(options.onBadRow && { onReject: options.onBadRow }),
  });
  return format.kind === 'csv'
    ? profileCsv(store, source, format, ledger, options)
    : profileJsonSource(store, source, format, ledger, options);
}
