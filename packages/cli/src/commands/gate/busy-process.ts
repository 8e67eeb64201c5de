import { spawn } from 'node:child_process';

const BUSY = 'for (;;) { let sum = 0; for (let i = 0; i < 1e7; i += 1) sum += i * i; globalThis.sum = sum; }';

/** A process that computes without a pause, until it is disposed of: somebody else's work on the same machine. */
export function busyProcess(): Disposable {
  const child = spawn(process.execPath, ['--eval', BUSY], { stdio: 'ignore' });
  return {
    [Symbol.dispose]() {
      child.kill('SIGKILL');
    },
  };
}
