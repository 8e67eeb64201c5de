import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneError } from '../plan/tune-error.ts';

/** What happened to a function, in order, one line of JSON each. */
export type JournalEvent =
  | {
      readonly event: 'began';
      readonly runId: string;
      readonly function: string;
      readonly region: string;
      readonly memoryMb: number;
      readonly engine: string | null;
      readonly isCopy: boolean;
      /** Of what is sampled: a run is resumed with the same plan or not at all. */
      readonly planSha256: string;
    }
  | { readonly event: 'locking'; readonly alias: string }
  | { readonly event: 'copying'; readonly to: string }
  | { readonly event: 'trying'; readonly memoryMb: number }
  | {
      readonly event: 'publishing';
      readonly number: number;
      readonly memoryMb: number;
      readonly engine: string | null;
    }
  | { readonly event: 'published'; readonly number: number; readonly version: string }
  | { readonly event: 'restored' }
  | { readonly event: 'cleaned'; readonly versions: readonly string[]; readonly left: readonly string[] }
  | { readonly event: 'failed'; readonly because: string }
  | { readonly event: 'finished' };

export interface Journal {
  write(entry: JournalEvent): Promise<void>;
  /** Of a run that changed nothing: there is nothing to resume. */
  remove(): Promise<void>;
}

export const journalPath = (directory: string, runId: string): string =>
  join(directory, `tune-${runId}.journal.jsonl`);
export const samplesPath = (directory: string, runId: string): string =>
  join(directory, `tune-${runId}.samples.jsonl`);

/** Appends to the journal of a run; every line is in the file before the change that it tells of begins. */
export async function openJournal(directory: string, runId: string, now: () => string): Promise<Journal> {
  await mkdir(directory, { recursive: true });
  const path = journalPath(directory, runId);
  return {
    write: (entry) => appendFile(path, `${JSON.stringify({ at: now(), ...entry })}\n`, { flush: true }),
    remove: () => rm(path, { force: true }),
  };
}

/** Lines of a file of ours; a last one that was cut by the machine's end is left out, and no file has none. */
export async function readJsonLines(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch (error) {
      if (index === lines.length - 1) return [];
      throw new TuneError('failed', `${path}, line ${index + 1}, is no JSON: was it edited?`, {
        cause: error,
      });
    }
  });
}
