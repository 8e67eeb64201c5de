import { spawn } from 'node:child_process';
import { LineTail } from '../sampling/line-tail.ts';

/** A command in a process group of its own, so that it can be ended together with what it started. */
export interface RunningCommand {
  readonly pid: number | undefined;
  /** Undefined when it succeeded, else what happened and the last lines of stderr. */
  readonly ended: Promise<string | undefined>;
  kill(): void;
}

function whyItFailed(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal !== null) return `was ended by ${signal}`;
  return code === 0 ? undefined : `exited with code ${code}`;
}

export function startCommand(argv: readonly string[]): RunningCommand {
  const [program = '', ...words] = argv;
  const child = spawn(program, words, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const { pid } = child;
  const stderr = new LineTail();
  child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));

  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  child.once('error', (error) => {
    const isMissing = 'code' in error && error.code === 'ENOENT';
    resolve(`cannot run ${program}: ${isMissing ? 'there is no such program' : error.message}`);
  });
  const kill = () => {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
  };
  // What a command leaves running would hold its stderr open.
  child.once('exit', kill);
  child.once('close', (code, signal) => {
    const failure = whyItFailed(code, signal);
    resolve(failure === undefined ? undefined : stderr.after(`${program} ${failure}`));
  });
  return { pid, ended: promise, kill };
}
