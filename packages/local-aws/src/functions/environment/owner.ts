import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

const PREFIX = 'parquetry-lambda';
const NAME = new RegExp(`^${PREFIX}-(\\d+)-(\\d+)-(\\d+)-[0-9a-f]+$`);
const RANDOM_BYTES = 4;
/** Of `/proc/pid/stat`, counted behind the name in parentheses (proc_pid_stat(5)). */
const START_TIME_FIELD = 19;

/** Ids are used again; an id and the moment at which its process began are not. Undefined if it has ended. */
function startTime(processId: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD];
  } catch {
    return undefined;
  }
}

/** Process ids mean something in their own namespace only; 0 where there are none. */
function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

/** A name for what a host leaves on the machine if it is killed; says whose it is. */
export function ownName(): string {
  const random = randomBytes(RANDOM_BYTES).toString('hex');
  return [PREFIX, namespace(), process.pid, startTime(process.pid) ?? '0', random].join('-');
}

/** Whether something of that name was left by a host that is gone; false for what is none of ours. */
export function isOrphan(name: string): boolean {
  const [, space, processId, started] = NAME.exec(name) ?? [];
  if (space !== namespace() || space === '0') return false;
  return startTime(Number(processId)) !== started;
}
