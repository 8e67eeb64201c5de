import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(import.meta.dirname, '../../..');

export interface FuzzerRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command of the project at `project`, in the directory `cwd`. */
export function runFuzzer(
  project: string,
  args: readonly string[],
  { cwd = project, interruptMs }: { cwd?: string; interruptMs?: number } = {},
): Promise<FuzzerRun> {
  const main = join(project, 'packages/fuzz/src/main.ts');
  const child = spawn(process.execPath, [main, ...args], { cwd });
  if (interruptMs !== undefined) setTimeout(() => child.kill('SIGINT'), interruptMs);
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      out[name] += chunk.toString('utf8');
    });
  }
  return new Promise((resolveRun, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolveRun({ code, ...out }));
  });
}
