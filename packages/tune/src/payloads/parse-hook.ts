import { type Environment, splitWords } from '@parquetry/bench/split-words';
import { TuneError } from '../plan/tune-error.ts';
import type { Hook } from './hooks.ts';

/**
 * Reads `function:<name or ARN>`, or a command line, split into words as a shell does; none is used.
 *
 * @throws TuneError on a line that only a shell could carry out.
 */
export function parseHook(line: string, environment: Environment): Hook {
  if (line.startsWith('function:')) return { kind: 'function', name: line.slice('function:'.length) };
  try {
    const words = splitWords(line, environment);
    if (words.length > 0) return { kind: 'command', words };
  } catch (error) {
    throw new TuneError('refused', (error as Error).message, { cause: error });
  }
  throw new TuneError('refused', 'the command that prepares invocations is empty');
}
