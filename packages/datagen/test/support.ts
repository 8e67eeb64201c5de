import {
  type ByteStream,
  DEFAULT_DIALECT,
  inferredType,
  readCsv,
  type TableSchema,
  TypeInference,
} from '@parquetry/core';
import { parse } from 'csv-parse/sync';
import { type CsvRequest, generateCsv, type RecipeName } from '../src/index.ts';

export const recipeNames: readonly RecipeName[] = ['state-vectors', 'airline-ontime'];

export const textOf = (chunks: Iterable<Uint8Array>): Buffer => Buffer.concat([...chunks]);

/** Rows as csv-parse reads them; it refuses a row of the wrong width. */
export function rowsOf(request: CsvRequest): Record<string, string>[] {
  return parse(textOf(generateCsv(request)), { columns: true });
}

async function* streamOf(chunks: Iterable<Uint8Array>): ByteStream {
  yield* chunks;
}

export async function inferredSchema(chunks: Iterable<Uint8Array>): Promise<TableSchema> {
  const reading = await readCsv(streamOf(chunks), { dialect: DEFAULT_DIALECT, name: 'generated' });
  const inference = new TypeInference(reading.header.length);
  for await (const block of reading.blocks) inference.add(block);
  const profiles = inference.profiles();
  return {
    columns: reading.header.map((name, index) => ({
      name,
      type: inferredType(profiles[index]!),
      nullable: true,
    })),
  };
}
