import { type ShellRequest, startInShell } from './start-in-shell.ts';
import { readTimes } from './timing-shell.ts';

export interface MeasureRequest extends ShellRequest {
  /** Of all runs together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Times are of one run, the mean over the runs of the sample. */
export interface CommandUsage {
  readonly status: 'measured';
  /** User and system time of the command and of every descendant that was waited for. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Highest sum over its processes that was seen while looking every few milliseconds; null when none was. */
  readonly peakRssBytes: number | null;
  readonly stdout: string;
}

export type MeasuredCommand =
  | CommandUsage
  | {
      readonly status: 'failed';
      /** What happened and the last lines of what it printed. */
      readonly error: string;
    };

/**
 * Runs a command in a directory and measures it and every process that it starts; what it leaves running is ended.
 *
 * @throws the signal's reason once everything has gone, when aborted.
 */
export async function measureCommand(request: MeasureRequest): Promise<MeasuredCommand> {
  const { runs, timeoutMs, signal } = request;
  signal?.throwIfAborted();
  const shell = startInShell(request);
  const onAbort = () => shell.stop('was stopped');
  const timer = setTimeout(
    () => shell.stop(`took more than ${timeoutMs / 1000} s and was stopped`),
    timeoutMs,
  );
  signal?.addEventListener('abort', onAbort, { once: true });
  const { failure, wallMs, peakRssBytes, stdout, times } = await shell.ended;
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  signal?.throwIfAborted();

  if (failure !== undefined) return { status: 'failed', error: shell.tail.after(failure) };
  const cpuMs = readTimes(times);
  if (cpuMs === undefined) {
    return { status: 'failed', error: shell.tail.after('its shell did not tell what it took') };
  }
  return { status: 'measured', cpuMs: cpuMs / runs, wallMs: wallMs / runs, peakRssBytes, stdout };
}
