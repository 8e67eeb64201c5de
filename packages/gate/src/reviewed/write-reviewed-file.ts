import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import { parseReviewedFile, readReviewedText } from './read-reviewed-file.ts';
import { type AcceptedSlowdown, REVIEWED_FILE, type ReviewedFile } from './reviewed-file.ts';

type Written = Readonly<Record<string, unknown>>;

function checkReason(because: string): string {
  const reason = because.trim();
  if (reason === '') {
    throw new GateFailure(
      'reviewed-file',
      "nobody can review what has no reason: give one with --because '…'",
    );
  }
  return reason;
}

/** What stands in the file and is not touched stays where it is. */
async function change(
  directory: string,
  changeOf: (file: ReviewedFile | undefined) => Written,
): Promise<string> {
  const found = await readReviewedText(directory);
  const path = join(directory, REVIEWED_FILE);
  const text = `${JSON.stringify({ ...found?.written, ...changeOf(found?.file) }, null, 2)}\n`;
  parseReviewedFile(path, text);
  const unfinished = `${path}.${process.pid}.tmp`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
  return path;
}

/**
 * Writes into the reviewed file that a benchmark may be slower, up to `upTo` (a share, 0.08 for 8 %), for this base, and
 * returns the file's path. What was accepted before of the same benchmark and metric is replaced.
 *
 * @throws GateFailure `reviewed-file` where there is no reason, or the file cannot be understood.
 */
export function acceptSlowdown(directory: string, slowdown: AcceptedSlowdown): Promise<string> {
  const { benchmark, metric, upTo, base } = slowdown;
  const entry: AcceptedSlowdown = { benchmark, metric, upTo, because: checkReason(slowdown.because), base };
  const isSame = (one: AcceptedSlowdown) => one.benchmark === benchmark && one.metric === metric;
  return change(directory, (file) => {
    const accepted = file?.accepted ?? [];
    return {
      accepted: accepted.some(isSame)
        ? accepted.map((one) => (isSame(one) ? entry : one))
        : [...accepted, entry],
    };
  });
}

const inOrderOfNames = <T>(byName: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(byName).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/**
 * Writes into the reviewed file what counters of these benchmarks are from now on, and why, and returns the file's path.
 * Counters of a benchmark are replaced as a whole, those of benchmarks that are not named stay; one that is named without a
 * counter leaves the file.
 *
 * @throws GateFailure `reviewed-file` where there is no reason, or the file cannot be understood.
 */
export function declareCounters(
  directory: string,
  counters: ReviewedFile['counters'],
  because: string,
): Promise<string> {
  const countersBecause = checkReason(because);
  return change(directory, (file) => {
    const all = Object.entries({ ...file?.counters, ...counters });
    const counted = all.filter(([, values]) => Object.keys(values).length > 0);
    return {
      counters: inOrderOfNames(
        Object.fromEntries(counted.map(([name, values]) => [name, inOrderOfNames(values)])),
      ),
      countersBecause,
    };
  });
}
