import type {
  FailedEntry,
  FinishedEntry,
  ManifestEntry,
  ReopenedEntry,
} from '../../../src/batch/manifest/entry.ts';
import { output, source } from './recipes.ts';

const AT = '2026-11-21T10:00:00.000Z';

export const finishedEntry = (name: string, parts: Partial<FinishedEntry> = {}): FinishedEntry => ({
  status: 'finished',
  source: source(`${name}.csv`),
  etag: '"1"',
  bytes: 10,
  outputs: [{ format: 'parquet', ref: output(`${name}.parquet`), bytes: 5 }],
  rows: { read: 3, written: 2, rejected: 1 },
  recipe: 'recipe',
  at: AT,
  ...parts,
});

export const failedEntry = (name: string): FailedEntry => ({
  status: 'failed',
  source: source(`${name}.csv`),
  etag: '"1"',
  kind: 'data-quality',
  code: 'BadInputError',
  message: 'no table',
  attempts: 1,
  recipe: 'recipe',
  at: AT,
});

export const reopenedEntry = (name: string, outputs = [`${name}.parquet`]): ReopenedEntry => ({
  status: 'reopened',
  source: source(`${name}.csv`),
  outputs: outputs.map(output),
  at: AT,
});

/** What an entry tells, in short: `a@"1"`, `a failed`, `a reopened`. */
export function inShort(entry: ManifestEntry): string {
  const name = entry.source.key.slice('in/'.length, -'.csv'.length);
  return entry.status === 'finished' ? `${name}@${entry.etag}` : `${name} ${entry.status}`;
}
