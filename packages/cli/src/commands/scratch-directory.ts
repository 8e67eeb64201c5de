import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { freeBytes } from '@parquetry/bench';
import { UsageError } from '../exit-codes.ts';
import { formatBytes } from '../terminal/format.ts';
import { say, type Terminal } from '../terminal/terminal.ts';

const TMPFS = '/dev/shm';

const isWritable = (directory: string) =>
  access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );

/** What is measured, as far as its outputs take room. */
interface Written {
  readonly dataset: { readonly bytes: number };
  readonly plan: { readonly formats: readonly unknown[] };
}

/** At most what is written at once: outputs are smaller than their text, nearly always, and two are verified at a time. */
const neededBytes = ({ dataset, plan }: Written) => dataset.bytes * plan.formats.length;

/**
 * Where outputs go while they are measured: memory, or, where it has no room for them, the disk, which is then told.
 *
 * @param memory a directory in memory, where the platform has one.
 * @throws UsageError when neither has room.
 */
export async function scratchDirectory(
  scenarios: readonly Written[],
  terminal: Terminal,
  memory = TMPFS,
  disk = tmpdir(),
): Promise<string> {
  const needed = Math.max(...scenarios.map(neededBytes));
  const hasMemory = await isWritable(memory);
  if (hasMemory && (await freeBytes(memory)) >= needed) return memory;
  const free = await freeBytes(disk);
  if (free < needed) {
    throw new UsageError(
      `outputs may take ${formatBytes(needed)}, and ${disk} has ${formatBytes(free)} left: make room, or name another directory in TMPDIR`,
    );
  }
  if (hasMemory) {
    say(
      terminal,
      `note: ${memory} has no ${formatBytes(needed)} left, so outputs go to ${disk}: the disk is measured as well`,
    );
  }
  return disk;
}
