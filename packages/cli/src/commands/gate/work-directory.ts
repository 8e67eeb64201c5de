import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from '../../terminal/terminal.ts';

/** What is gated is the directory that one stands in; its trees are made apart, so that nothing is found by accident. */
export function workDirectoryOf({ environment }: Terminal): string {
  const cache = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'parquetry', 'gate-trees');
}
