import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';
import { LineTail } from '@parquetry/bench/line-tail';
import { measuredEnvironment } from '../../trees/tree-environment.ts';
import type { TimingShell } from './timing-shell.ts';
import { watchPeakRss } from './watch-peak-rss.ts';

export interface ShellRequest {
  readonly shell: TimingShell;
  readonly argv: readonly string[];
  readonly directory: string;
  /** Of the command, one after the other. */
  readonly runs: number;
}

interface EndedShell {
  /** Undefined when every run succeeded. */
  readonly failure: string | undefined;
  readonly wallMs: number;
  readonly peakRssBytes: number | null;
  readonly stdout: string;
  /** What the shell said that its children took. */
  readonly times: string;
}

export interface RunningShell {
  readonly tail: LineTail;
  readonly ended: Promise<EndedShell>;
  /** Ends the shell and everything that it started; the first reason given is the failure. */
  stop(why: string): void;
}

const STDOUT_LIMIT = 64 * 2 ** 20;

/** A shell says 128 and the signal's number of a command that a signal ended. */
function howItEnded(code: number | null, killedBy: NodeJS.Signals | null): string | undefined {
  if (killedBy !== null) return `was ended by ${killedBy}`;
  if (code === 0) return undefined;
  const [name] = Object.entries(constants.signals).find(([, value]) => value === (code ?? 0) - 128) ?? [];
  return name === undefined ? `exited with code ${code}` : `exited with code ${code} (${name})`;
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** Starts the shell in a process group of its own, so that it can be ended together with what it started. */
export function startInShell({ shell, argv, directory, runs }: ShellRequest): RunningShell {
  const [program, ...words] = shell.argv;
  const startedAtMs = performance.now();
  const child = spawn(program, [...words, String(runs), ...argv], {
    cwd: directory,
    env: measuredEnvironment(directory, process.env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const tail = new LineTail();
  let stopped: string | undefined;
  const stop = (why: string) => {
    stopped ??= why;
    killGroup(child.pid);
  };

  const stdout: Buffer[] = [];
  let stdoutBytes = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    tail.add(chunk);
    stdoutBytes += chunk.length;
    if (stdoutBytes <= STDOUT_LIMIT) stdout.push(chunk);
    else stop(`printed more than ${STDOUT_LIMIT / 2 ** 20} MB and was stopped`);
  });
  child.stderr?.on('data', (chunk: Buffer) => tail.add(chunk));
  const times = text(child.stdio[3] as NodeJS.ReadableStream).catch(() => '');

  const rss = child.pid === undefined ? undefined : watchPeakRss(child.pid);
  let wallMs = 0;
  child.once('exit', () => {
    wallMs = performance.now() - startedAtMs;
    // What a command leaves running would hold its outputs open.
    killGroup(child.pid);
  });
  const { promise: how, resolve } = Promise.withResolvers<string | undefined>();
  child.once('error', (error) => resolve(`could not be started: ${error.message}`));
  child.once('close', (code, killedBy) => resolve(howItEnded(code, killedBy)));
  const ended = how.then(async (failure) => ({
    failure: stopped ?? failure,
    wallMs,
    peakRssBytes: rss?.stop() ?? null,
    stdout: Buffer.concat(stdout).toString('utf8'),
    times: child.pid === undefined ? '' : await times,
  }));
  return { tail, ended, stop };
}
