/**
 * What a tune writes on whatever it makes in an account, so that anybody can find it, undo it and delete it from there:
 * descriptions that begin with `parquetry-tune <run id>`.
 */
import type { Setting } from '../plan/size.ts';

/** Name of the alias that is there as long as a tune is. */
export const LOCK_ALIAS = 'parquetry-tune';

const PREFIX = 'parquetry-tune';
/** Of a description, in characters. Source: AWS Lambda API reference. */
const LONGEST_DESCRIPTION = 256;

/** What the lock says: whose it is, and what was there before. */
export interface LockMark {
  readonly runId: string;
  /** When it was taken, or last renewed. */
  readonly atMs: number;
  readonly memoryMb: number;
  /** `ENGINE` as it was; null where it was not set. Absent for functions that are not ours. */
  readonly engine: string | null | undefined;
  /** Settings that the tune gives to `$LATEST`: anything else there is somebody else's. */
  readonly triedMemoryMb: readonly number[];
  readonly triedEngines: readonly string[];
}

export function writeLockMark(mark: LockMark): string {
  const { atMs, engine, memoryMb, runId, triedEngines, triedMemoryMb } = mark;
  const words = [PREFIX, runId, new Date(atMs).toISOString(), `memory=${memoryMb}`];
  if (engine !== undefined) words.push(`engine=${engine ?? ''}`, `engines=${triedEngines.join(',')}`);
  words.push(`sizes=${triedMemoryMb.join(',')}`);
  return words.join(' ');
}

export const fitsDescription = (mark: LockMark): boolean => writeLockMark(mark).length <= LONGEST_DESCRIPTION;

/** Undefined where a description is no lock of ours. */
export function readLockMark(description: string | undefined): LockMark | undefined {
  const [prefix, runId, at, ...words] = (description ?? '').split(' ');
  const fields = new Map(words.map((word) => [word.split('=')[0], word.split('=')[1] ?? '']));
  const memoryMb = Number(fields.get('memory'));
  const atMs = Date.parse(at ?? '');
  if (prefix !== PREFIX || !runId || Number.isNaN(atMs) || !(memoryMb > 0)) return undefined;
  const engine = fields.get('engine');
  const list = (name: string) => (fields.get(name) ?? '').split(',').filter((word) => word !== '');
  return {
    runId,
    atMs,
    memoryMb,
    engine: engine === undefined ? undefined : engine || null,
    triedMemoryMb: list('sizes').map(Number),
    triedEngines: list('engines'),
  };
}

export const versionMark = (runId: string, { engine, memoryMb }: Setting, number: number): string =>
  `${PREFIX} ${runId} memory=${memoryMb}${engine === null ? '' : ` engine=${engine}`} number=${number}`;

export const copyMark = (runId: string, name: string): string => `${PREFIX} ${runId} copy-of=${name}`;

/** The run that a version or a copy is of; undefined for all that no tune made. */
export function runOfMark(description: string | undefined): string | undefined {
  const [prefix, runId, first = ''] = (description ?? '').split(' ');
  return prefix === PREFIX && /^(memory|copy-of)=/.test(first) ? runId : undefined;
}

const LONGEST_NAME = 64;

/** Of a temporary copy: the run's id is in it, and it is not longer than a name may be. */
export const copyName = (name: string, runId: string): string => {
  const suffix = `-${PREFIX}-${runId}`;
  return `${name.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
};

export const isCopyName = (name: string): boolean => /^[\w-]+-parquetry-tune-[\w-]+$/.test(name);
