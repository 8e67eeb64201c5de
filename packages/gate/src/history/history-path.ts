import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { HistoryEntry } from './history-entry.ts';

const LONGEST_NAME = 120;

export const shortHash = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

/** Short hash of a fingerprint, whatever the order of its keys. */
export const machineHash = (fingerprint: HistoryEntry['fingerprint']) =>
  shortHash(Object.entries(fingerprint).toSorted(([one], [other]) => (one < other ? -1 : 1)));

const escapeByte = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** A name of a branch that is one name of a file on every system, and no other branch's. */
export function branchDirectory(branch: string): string {
  const safe = branch
    .replaceAll(/[^A-Za-z0-9._-]/gu, (char) => [...Buffer.from(char)].map(escapeByte).join(''))
    .replace(/^[.-]/, (char) => escapeByte(char.charCodeAt(0)));
  return safe.length <= LONGEST_NAME ? safe : `${safe.slice(0, LONGEST_NAME - 13)}-${shortHash(branch)}`;
}

/** Sorted by name, files are sorted by time. */
export const entryName = ({ at, commit }: Pick<HistoryEntry, 'at' | 'commit'>) =>
  `${at.replaceAll(':', '-')}-${commit.slice(0, 12)}.json`;

/** Where an entry lies below the directory of a history. */
export const entryPath = (directory: string, entry: HistoryEntry) =>
  join(directory, branchDirectory(entry.branch), machineHash(entry.fingerprint), entryName(entry));
