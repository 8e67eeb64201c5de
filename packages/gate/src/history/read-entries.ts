import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type HistoryEntry, historyEntry } from './history-entry.ts';
import { branchDirectory, entryName, machineHash } from './history-path.ts';

/** What lies in a history of one branch: runs in the order of time, and what was found there that is none. */
export interface Entries {
  readonly entries: readonly HistoryEntry[];
  readonly warnings: readonly string[];
}

type Found = { readonly entry: HistoryEntry } | { readonly because: string };

const isAbsent = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function listing(directory: string): Promise<Dirent[] | undefined> {
  try {
    const found = await readdir(directory, { withFileTypes: true });
    return found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function parse(text: string): Found {
  try {
    const parsed = historyEntry.safeParse(JSON.parse(text));
    if (parsed.success) return { entry: parsed.data };
    return { because: `is damaged, or of another version: ${z.prettifyError(parsed.error).split('\n')[0]}` };
  } catch {
    return { because: 'is no JSON, perhaps cut off' };
  }
}

/** A run belongs where its own words put it: a file that was copied elsewhere would be drawn on a wrong line. */
function placed(found: Found, branch: string, machine: string, name: string): Found {
  if ('because' in found) return found;
  const { entry } = found;
  if (entry.branch !== branch) return { because: `is a run of branch ${JSON.stringify(entry.branch)}` };
  if (machineHash(entry.fingerprint) !== machine) return { because: 'is a run of another machine' };
  if (entryName(entry) !== name) return { because: `is the run that ${entryName(entry)} should hold` };
  return found;
}

async function readMachine(directory: string, branch: string, machine: string): Promise<Entries> {
  const entries: HistoryEntry[] = [];
  const warnings: string[] = [];
  for (const file of (await listing(directory)) ?? []) {
    const path = join(directory, file.name);
    const found = file.isFile()
      ? placed(parse(await readFile(path, 'utf8')), branch, machine, file.name)
      : { because: 'is no file' };
    if ('entry' in found) entries.push(found.entry);
    else warnings.push(`left out: ${path} ${found.because}`);
  }
  return { entries, warnings };
}

/** The runs of a branch in the directory of a history; undefined where it has none of that branch. */
export async function readEntries(directory: string, branch: string): Promise<Entries | undefined> {
  const ofBranch = join(directory, branchDirectory(branch));
  const found = await listing(ofBranch);
  if (found === undefined) return undefined;
  const machines = await Promise.all(
    found.map(async (machine): Promise<Entries> => {
      const path = join(ofBranch, machine.name);
      if (machine.isDirectory()) return readMachine(path, branch, machine.name);
      return { entries: [], warnings: [`left out: ${path} is no directory of a machine`] };
    }),
  );
  return {
    entries: machines
      .flatMap(({ entries }) => entries)
      .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    warnings: machines.flatMap(({ warnings }) => warnings),
  };
}
