import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { TuneError } from '../plan/tune-error.ts';

const LONGEST_WORDS = 500;

/**
 * Runs a command without a shell, with the payload as its input.
 *
 * @returns what it wrote.
 * @throws TuneError with the end of its standard error where it does not start or exits with another code than 0.
 */
export async function runCommand(
  words: readonly string[],
  payload: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'], ...(signal && { signal }) });
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => resolve(code ?? killedBy ?? 'unknown'));
  });
  // A command need not read its input: that it closed it early is no trouble.
  child.stdin.on('error', () => {});
  child.stdin.end(payload);
  try {
    const [code, written, complaint] = await Promise.all([ended, buffer(child.stdout), text(child.stderr)]);
    if (code === 0) return written;
    const words = complaint.trim().slice(-LONGEST_WORDS);
    throw new TuneError('failed', `${program} ended with ${code}${words === '' ? '' : `: ${words}`}`);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof TuneError) throw error;
    throw new TuneError('failed', `${program} could not be run: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
