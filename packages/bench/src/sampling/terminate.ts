import type { ChildProcess } from 'node:child_process';

const KILL_AFTER_MS = 2_000;

/** SIGTERM lets a launcher take its command with it; a process too busy to hear it is killed. */
export function terminate(child: ChildProcess): void {
  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  child.once('exit', () => clearTimeout(killing));
}
