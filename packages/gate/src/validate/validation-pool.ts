import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { GateFailure } from '../unit/gate-failure.ts';

/** What has to be the same in all rounds of a pool. */
const poolHeader = z.strictObject({
  poolVersion: z.literal(2),
  /** Of the processes that were measured. */
  fingerprint: z.record(z.string(), z.string()),
  /** Whether another process was kept busy beside them. */
  beside: z.boolean(),
  /** SHA-256 of what was done: files, turns, seed, bundle. */
  work: z.string(),
});
export type PoolHeader = z.infer<typeof poolHeader>;

const poolRow = z.strictObject({
  round: z.number().int().nonnegative(),
  truth: z.number(),
  /** ln(head / base) of CPU time. */
  cpu: z.number(),
  /** ln(head / base) of wall time. */
  wall: z.number(),
  /** Of base, in the pair. */
  cpuMs: z.number().positive(),
});
export type PoolRow = z.infer<typeof poolRow>;

export interface ValidationPool {
  readonly header: PoolHeader;
  /** In the order in which they were measured. */
  readonly rows: readonly PoolRow[];
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

function parsePool(path: string, text: string): ValidationPool {
  // A line that an interruption cut short was not counted by anybody.
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
  try {
    const [header, ...rows] = lines.map((line) => JSON.parse(line) as unknown);
    return { header: poolHeader.parse(header), rows: rows.map((row) => poolRow.parse(row)) };
  } catch (cause) {
    throw new GateFailure(
      'not-parsable',
      `${path} is no pool of a validation, or an earlier version made it, which did not say of what; move it away to begin anew`,
      { cause },
    );
  }
}

/** What was measured so far; undefined where nothing was. */
export async function readPool(path: string): Promise<ValidationPool | undefined> {
  try {
    return parsePool(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const sameFacts = (one: PoolHeader, other: PoolHeader) =>
  JSON.stringify(Object.entries(one.fingerprint).sort()) ===
    JSON.stringify(Object.entries(other.fingerprint).sort()) &&
  one.beside === other.beside &&
  one.work === other.work;

/**
 * Opens a pool to go on with it, or begins one.
 *
 * @throws GateFailure where it holds what was measured elsewhere, or is of other work or another harness.
 */
export async function openPool(path: string, header: PoolHeader): Promise<ValidationPool> {
  const found = await readPool(path);
  if (found === undefined) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(header)}\n`, { flag: 'wx' });
    return { header, rows: [] };
  }
  if (sameFacts(found.header, header)) return dropCutLine(path, found);
  throw new GateFailure(
    'fingerprint-differs',
    `${path} was measured on another machine, with another Node, harness, seed or build or of other files, and is not mixed with this one; move it away to begin anew`,
  );
}

/** So that the next row begins a line. */
async function dropCutLine(path: string, pool: ValidationPool): Promise<ValidationPool> {
  const text = await readFile(path, 'utf8');
  if (!text.endsWith('\n')) await writeFile(path, text.slice(0, text.lastIndexOf('\n') + 1));
  return pool;
}

/** Adds what one round measured, whole or not at all. */
export const addRows = (path: string, rows: readonly PoolRow[]): Promise<void> =>
  appendFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
