import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LineTail } from '@parquetry/bench/line-tail';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Side } from '../unit/gate-unit.ts';
import type { TreeCommand } from './find-commands.ts';

export interface StepRequest extends TreeCommand {
  readonly side: Side;
  readonly environment: NodeJS.ProcessEnv;
  /** All that it prints is added to it. */
  readonly logFile: string;
  readonly signal: AbortSignal;
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** How a shell command in a process group of its own ended; undefined for well. */
async function runCommand({ command, directory, environment, signal }: StepRequest, log: number) {
  const child = spawn(command, {
    cwd: directory,
    env: environment,
    shell: true,
    detached: true,
    stdio: ['ignore', log, log],
  });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const kill = () => killGroup(child.pid);
  signal.addEventListener('abort', kill);
  child.once('error', (error) => resolve(`cannot be run: ${error.message}`));
  child.once('exit', (code, killer) => {
    if (killer !== null) resolve(`was ended by ${killer}`);
    else resolve(code === 0 ? undefined : `ended with exit code ${code}`);
  });
  const failure = await promise;
  signal.removeEventListener('abort', kill);
  kill();
  return failure;
}

/**
 * Runs a command of a tree by the shell, with all that it starts in one process group; nothing of it is left behind.
 *
 * @throws GateFailure with the last lines that it printed where it fails.
 */
export async function runStep(request: StepRequest): Promise<void> {
  const { side, command, directory, logFile, signal } = request;
  signal.throwIfAborted();
  await mkdir(dirname(logFile), { recursive: true });
  await using log = await open(logFile, 'a');
  const { size: start } = await log.stat();
  const failure = await runCommand(request, log.fd);
  signal.throwIfAborted();
  if (failure === undefined) return;
  const said = new LineTail();
  said.add((await readFile(logFile)).subarray(start));
  const what = said.after(`${side}: ${command} ${failure} in ${directory}; the last lines of ${logFile}:`);
  throw new GateFailure('build-failed', what);
}
