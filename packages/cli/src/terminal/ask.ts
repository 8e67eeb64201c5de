import { createInterface } from 'node:readline/promises';
import { UsageError } from '../exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Whether somebody at the terminal says yes. @throws UsageError where there is nobody to be asked. */
export async function isAllowed(question: string, terminal: Terminal): Promise<boolean> {
  const { signal, stderr, stdin } = terminal;
  if (!('isTTY' in stdin) || stdin.isTTY !== true) {
    throw new UsageError('there is nobody to ask: give --yes to go ahead without being asked');
  }
  const reader = createInterface({ input: stdin, output: stderr });
  try {
    const said = await reader.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(said.trim());
  } finally {
    reader.close();
  }
}
