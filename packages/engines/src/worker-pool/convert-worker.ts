import { BadInputError, UnsupportedError } from '@parquetry/core';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { encodeOutput } from '../row-codecs/encode-output.ts';
import { parseRows } from '../row-codecs/parse-rows.ts';
import type { EncodedFile, EncodeReply, EncodeTask } from './encode-task.ts';

async function encoded({ source, csv, output }: EncodeTask): Promise<EncodedFile> {
  const started = performance.now();
  const parsed = await parseRows(source, csv);
  const parsedAt = performance.now();
  const file = await encodeOutput(output, parsed, csv, source);
  const parseMs = parsedAt - started;
  const encodeMs = performance.now() - parsedAt;
  return { status: 'encoded', file, rows: parsed.rows.length, parseMs, encodeMs };
}

/** Parses a task's source and encodes its output; the file is moved to the caller, not copied. */
export async function encodeTask(task: EncodeTask): Promise<EncodeReply> {
  try {
    const reply = await encoded(task);
    return move({
      [transferableSymbol]: [reply.file.buffer],
      [valueSymbol]: reply,
    }) as unknown as EncodeReply;
  } catch (error) {
    if (error instanceof UnsupportedError) return { status: 'unsupported', because: error.message };
    if (error instanceof BadInputError) {
      return { status: 'bad-input', message: error.message, badRow: error.badRow };
    }
    throw error;
  }
}

/** Resolves once this file and its libraries are loaded. */
export const ready = async (): Promise<void> => {};
