import { join } from 'node:path';
import type { PreparedScenario } from '@parquetry/bench';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../src/commands/scratch-directory.ts';
import type { Terminal } from '../src/terminal/terminal.ts';
import { useDirectory } from './support/run-cli.ts';

const directory = useDirectory();

const needing = (bytes: number) =>
  [{ dataset: { bytes }, plan: { formats: ['parquet'] } }] as unknown as PreparedScenario[];

function quietTerminal() {
  const said: string[] = [];
  const terminal = {
    quiet: false,
    stderr: { write: (text: string) => said.push(text) },
  } as unknown as Terminal;
  return { said, terminal };
}

describe('outputs', () => {
  it('go to memory where there is room', async () => {
    const { terminal, said } = quietTerminal();
    expect(await scratchDirectory(needing(1000), terminal, directory(), '/nowhere')).toBe(directory());
    expect(said).toEqual([]);
  });

  it('go to disk where there is no memory to write to', async () => {
    const { terminal } = quietTerminal();
    const memory = join(directory(), 'missing');
    expect(await scratchDirectory(needing(1000), terminal, memory, directory())).toBe(directory());
  });

  it('are refused where there is no room at all, with the way out', async () => {
    const { terminal } = quietTerminal();
    await expect(scratchDirectory(needing(1e15), terminal, directory(), directory())).rejects.toThrow(
      /outputs may take 1000 TB.*name another directory in TMPDIR/,
    );
  });
});
