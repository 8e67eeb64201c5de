import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

/** The command's entry point. */
export const BIN = fileURLToPath(new URL('../../bin/parquetry.js', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly stdin?: string | Uint8Array;
  readonly environment?: Record<string, string>;
  /** Presses Ctrl-C, once, when stderr has shown this text. */
  readonly interruptAt?: string;
}

/** Runs the real command in a directory, as a user's shell would. */
export async function runCli(
  directory: string,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliRun> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: directory,
    env: { ...process.env, NO_COLOR: '1', ...options.environment },
  });
  const stdout: Buffer[] = [];
  let err = '';
  let interrupted = false;
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    if (interrupted || options.interruptAt === undefined || !err.includes(options.interruptAt)) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const all = Buffer.concat(stdout);
  return { code, stdout: all, out: all.toString(), err };
}

/** A directory of its own for every test. */
export function useDirectory(): () => string {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'parquetry-cli-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  return () => directory;
}
