import type { JsonFormat } from '../conversion/source-format.ts';
import type { RecordBlock } from '../records/record-block.ts';
import type { RecordReadOptions } from '../records/record-reading.ts';
import type { ByteStream } from '../store/object-store.ts';

/**
 * Reads JSON records as blocks, fields in the order of `options.columns`; see `readCsv`.
 */
export async function readJson(
  _stream: ByteStream,
  _format: JsonFormat,
  _options: RecordReadOptions,
): Promise<AsyncGenerator<RecordBlock, void>> {
  throw new Error('to be written');
}
