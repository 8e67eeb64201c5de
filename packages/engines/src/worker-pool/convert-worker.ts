import { BadInputError, ContradictionError, UnsupportedError } from '@parquetry/core';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { encodeOutput } from '../row-codecs/encode-output.ts';
import { parseRows } from '../row-codecs/parse-rows.ts';
import type { EncodedFile, EncodeReply, EncodeTask } from './encode-task.ts';

async function encoded(task: EncodeTask): Promise<EncodedFile> {
  const { source, plan, output } = task;
  const started = performance.now();
  const parsed = await parseRows(source, plan, task);
  const parsedAt = performance.now();
  const file = await encodeOutput(output, parsed, plan, source);
  const parseMs = parsedAt - started;
  const encodeMs = performance.now() - parsedAt;
  const { counts, rejects } = parsed;
  return { status: 'encoded', file, counts, rejects, parseMs, encodeMs };
}

/** Parses a task's source and encodes its output; files are moved to the caller, not copied. */
export async function encodeTask(task: EncodeTask): Promise<EncodeReply> {
  try {
    const reply = await encoded(task);
    return move({
      [transferableSymbol]: [reply.file.buffer, reply.rejects.buffer],
      [valueSymbol]: reply,
    }) as unknown as EncodeReply;
  } catch (error) {
    if (error instanceof UnsupportedError) return { status: 'unsupported', because: error.message };
    if (error instanceof ContradictionError) {
      const { row, column, reason } = error;
      return { status: 'contradiction', row, column, reason };
    }
    if (error instanceof BadInputError) {
      return { status: 'bad-input', message: error.message, badRow: error.badRow };
    }
    throw error;
  }
}

/** Resolves once this file and its libraries are loaded. */
export const ready = async (): Promise<void> => {};
