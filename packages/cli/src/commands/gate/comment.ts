import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ArtifactError, gateComment as commentOf } from '@parquetry/report';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { answer } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';

/** Nothing larger is even read. */
const MOST_BYTES = 5_000_000;

async function readArtifact(path: string, file: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new UsageError(`${file} has ${size} bytes, more than any record of a gate`);
  return await readFile(path, 'utf8');
}

/** `parquetry gate comment <file>` */
export async function gateComment(file: string, { terminal }: CommandContext): Promise<ExitCode> {
  const text = await readArtifact(resolve(terminal.directory, file), file);
  try {
    answer(terminal, commentOf(text));
    return ExitCode.done;
  } catch (error) {
    if (error instanceof ArtifactError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
