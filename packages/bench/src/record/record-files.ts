import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RecordError } from './record-error.ts';
import { RECORD_VERSION, type RunRecord, runRecord } from './run-record.ts';
import { upgradeRecord } from './upgrade-record.ts';

const recordsIn = (resultsDirectory: string) => join(resultsDirectory, 'records');

function commandOf({ campaign, claims, gate, history, scenarios, tune }: RunRecord): string {
  if (gate !== undefined || history !== undefined) return 'gate';
  if (claims !== undefined) return 'claims';
  if (campaign !== undefined) return 'faults';
  return tune !== undefined && scenarios.length === 0 ? 'tune' : 'bench';
}

/** Sorted by name, records are sorted by time. */
function recordName(record: RunRecord): string {
  const time = record.createdAt.replaceAll(':', '-').replace(/\.\d+Z$/, 'Z');
  return `${time}-${commandOf(record)}-${record.id}.json`;
}

async function keepOutOfGit(resultsDirectory: string): Promise<void> {
  try {
    await writeFile(join(resultsDirectory, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Writes a record below `<results>/records` and returns its path. An existing file is never overwritten. */
export async function writeRecord(resultsDirectory: string, record: RunRecord): Promise<string> {
  const directory = recordsIn(resultsDirectory);
  await mkdir(directory, { recursive: true });
  await keepOutOfGit(resultsDirectory);
  const path = join(directory, recordName(record));
  await writeFile(path, `${JSON.stringify(runRecord.parse(record), null, 1)}\n`, { flag: 'wx' });
  return path;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RecordError(`${path} is no JSON; give a file from .parquetry/records`, { cause });
  }
}

/**
 * Reads a record of this version or an earlier one.
 *
 * @throws RecordError when the file is no record, or one of a later version.
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const content = parseJson(path, await readFile(path, 'utf8'));
  const version = z.looseObject({ recordVersion: z.number() }).safeParse(content);
  if (!version.success) {
    throw new RecordError(`${path} is no run record; give a file from .parquetry/records`);
  }
  const upgraded = upgradeRecord(version.data);
  if (upgraded['recordVersion'] !== RECORD_VERSION) {
    throw new RecordError(
      `${path} is a run record of version ${version.data.recordVersion}, and this Parquetry reads versions 1 to ${RECORD_VERSION}; use the version that wrote it, or measure again`,
    );
  }
  const parsed = runRecord.safeParse(upgraded);
  if (!parsed.success) {
    throw new RecordError(`${path} is a damaged run record:\n${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

/** Path of the newest record; undefined when there is none. */
export async function latestRecord(resultsDirectory: string): Promise<string | undefined> {
  try {
    const names = await readdir(recordsIn(resultsDirectory));
    const newest = names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .at(-1);
    return newest === undefined ? undefined : join(recordsIn(resultsDirectory), newest);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
