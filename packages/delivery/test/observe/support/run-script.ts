import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The URL of a source file of this package. */
export const sourceUrl = (path: string) => new URL(`../../../src/${path}`, import.meta.url).href;

/** Runs a script in a process of its own with nothing but this environment; what it wrote to stdout, and to stderr after that. */
export async function runScript(script: string, environment: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script],
    {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...environment },
    },
  );
  return stdout + stderr;
}
