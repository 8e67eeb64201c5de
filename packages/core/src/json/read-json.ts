import { isUtf8 } from 'node:buffer';
import type { JsonFormat } from '../conversion/source-format.ts';
import { admitRows } from '../records/admit-rows.ts';
import { closingBlocks } from '../records/close-source.ts';
import type { RecordBlock } from '../records/record-block.ts';
import type { RecordReadOptions } from '../records/record-reading.ts';
import { replaceInvalid } from '../records/replace-invalid.ts';
import type { ByteStream } from '../store/object-store.ts';
import { bindColumns, columnName } from './bind-columns.ts';
import { JsonBlockBuilder } from './json-block-builder.ts';
import { RecordWalk } from './walk-records.ts';

/** Bad rows name a field as its column is called. */
function namesOf({ fields, records }: JsonFormat): (path: readonly string[]) => string {
  const names = new Map(fields.map(({ path, name }) => [JSON.stringify(path), name]));
  return (path) => names.get(JSON.stringify(path)) ?? columnName(path, records);
}

/**
 * Reads JSON records as blocks, fields in the order of `options.columns`. Numbers keep their digits, strings are what
 * they say, except in columns of JSON text. A key that is missing is null. Bad rows go to the ledger when their turn
 * comes: the records before one are handed out first, whatever the size of the blocks. To be closed with `return`.
 *
 * @throws BadInputError from the blocks: where the structure of an array, or of values that no lines divide, is broken;
 *   what the ledger throws; a key the schema has no column for, where that is to fail. ContradictionError: a value of
 *   another kind than its column was guessed to have, or, where columns are added, of a key that nobody knows.
 */
export async function readJson(
  stream: ByteStream,
  format: JsonFormat,
  options: RecordReadOptions,
): Promise<AsyncGenerator<RecordBlock, void>> {
  const { columns, ledger, newColumns, invalidBytes } = options;
  const tree = bindColumns(format, columns);
  const walk = new RecordWalk(stream, format, tree, ({ isKnown }) => isKnown, {
    ...options,
    nameOf: namesOf(format),
  });
  const builder = new JsonBlockBuilder(columns, newColumns, ledger.name);
  const mended = (block: RecordBlock) =>
    invalidBytes === 'replace' && !isUtf8(block.bytes) ? replaceInvalid(block) : block;

  async function* blocks(): AsyncGenerator<RecordBlock, void> {
    for await (const walked of walk.records()) {
      const { rowCount } = walked.tape;
      for (let from = 0; from < rowCount; from += builder.mostRows) {
        const to = Math.min(rowCount, from + builder.mostRows);
        const { block, issues } = builder.build(walked, from, to, ledger.read + 1);
        yield* admitRows(mended(block), issues, ledger);
      }
    }
  }
  return closingBlocks(blocks(), () => walk.close());
}
