import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type TuneSample, tuneRecord } from '@parquetry/bench/record';
import { z } from 'zod';
import { TuneError } from '../plan/tune-error.ts';
import { readJsonLines } from '../versions/journal.ts';

/** Events that the whole run had sent when it was logged, those in flight included. */
const sent = z.number();

const entry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sample'),
    /** Of the plan. */
    planned: z.number(),
    sample: tuneRecord.shape.samples.element,
    dollars: z.number(),
    sent,
    lateMs: z.number().optional(),
  }),
  z.object({ kind: z.literal('warm-up'), dollars: z.number(), sent }),
]);
export type SampleEntry = z.infer<typeof entry>;

/** What a run has taken so far, in a file, so that it can go on after an interruption. */
export interface SampleLog {
  readonly entries: readonly SampleEntry[];
  add(entry: SampleEntry): Promise<void>;
}

/** Answered, with whatever: throttled ones, and those that the network lost, say nothing of the function. */
export const isAnswered = ({ discarded, requestId }: TuneSample) =>
  requestId !== null && discarded === undefined;

/** Numbers of the plan that need not be taken again. */
export const takenOf = (entries: readonly SampleEntry[]): Set<number> =>
  new Set(entries.flatMap((one) => (one.kind === 'sample' && isAnswered(one.sample) ? [one.planned] : [])));

async function dropTornLine(path: string): Promise<void> {
  // A run that was interrupted before its first sample has no file yet.
  await appendFile(path, '');
  const bytes = await readFile(path);
  if (bytes.length > 0 && bytes.at(-1) !== 0x0a) await truncate(path, bytes.lastIndexOf(0x0a) + 1);
}

async function readEntries(path: string): Promise<SampleEntry[]> {
  await dropTornLine(path);
  return (await readJsonLines(path)).map((line, index) => {
    const parsed = entry.safeParse(line);
    if (parsed.success) return parsed.data;
    const because = z.prettifyError(parsed.error);
    throw new TuneError('failed', `${path}, line ${index + 1}, is no sample of a tune: ${because}`);
  });
}

/** Opens the samples of a run; those that an earlier one took are there when it is resumed. */
export async function openSampleLog(path: string, isResumed: boolean): Promise<SampleLog> {
  await mkdir(dirname(path), { recursive: true });
  const entries = isResumed ? await readEntries(path) : [];
  // Lines are written one after the other, as samples end, several at once.
  let written: Promise<void> = Promise.resolve();
  return {
    entries,
    add(one) {
      entries.push(one);
      written = written.then(() => appendFile(path, `${JSON.stringify(one)}\n`));
      return written;
    },
  };
}
