import {
  allStrings,
  type ByteStream,
  DEFAULT_READ_LIMITS,
  FAIL_AT_FIRST,
  plainCsv,
  RowLedger,
  readCsv,
  type TableSchema,
  TypeInference,
  typeFromEvidence,
} from '@parquetry/core';
import { parse } from 'csv-parse/sync';
import { generateText, type RecipeName, type TextRequest } from '../src/index.ts';

/** The recipes of which every line is a row of at most 1 kB. */
export const recipeNames: readonly RecipeName[] = ['state-vectors', 'airline-ontime'];

export const textOf = (chunks: Iterable<Uint8Array>): Buffer => Buffer.concat([...chunks]);

/** Rows as csv-parse reads them; it refuses a row of the wrong width. */
export function rowsOf(request: TextRequest): Record<string, string>[] {
  return parse(textOf(generateText(request)), { columns: true });
}

async function* streamOf(chunks: Iterable<Uint8Array>): ByteStream {
  yield* chunks;
}

export async function inferredSchema(chunks: Iterable<Uint8Array>): Promise<TableSchema> {
  const [first, ...rest] = chunks;
  const header = Buffer.from(first!).toString('utf8').split(/\r?\n/)[0]!.split(',');
  const blocks = await readCsv(streamOf([first!, ...rest]), plainCsv(header), {
    columns: [...allStrings(header).values()],
    ledger: new RowLedger('generated', FAIL_AT_FIRST),
    limits: DEFAULT_READ_LIMITS,
    invalidBytes: 'bad-row',
    newColumns: 'fail',
  });
  const inference = new TypeInference(header.length);
  for await (const block of blocks) inference.add(block);
  const profiles = inference.profiles();
  return {
    columns: header.map((name, index) => ({
      name,
      type: typeFromEvidence(profiles[index]!.evidence),
      nullable: true,
    })),
  };
}
