import { BadInputError } from '../conversion/errors.ts';
import type { CsvFormat } from '../conversion/source-format.ts';
import { closingBlocks } from '../records/close-source.ts';
import type { RecordBlock } from '../records/record-block.ts';
import type { ByteStream } from '../store/object-store.ts';
import { CsvReader, type CsvReadOptions } from './csv-reader.ts';
import { openCsvWindow } from './csv-window.ts';
import { takeFirstRecord } from './first-record.ts';

/**
 * Reads CSV as blocks of whole records, fields in the order of `options.columns`. Bad rows go to the ledger when their
 * turn comes: the records before one are handed out first, whatever the size of the blocks.
 *
 * @throws BadInputError from here or from the blocks: empty input, a header of another width than `format.names`, and
 *   what the ledger throws. ContradictionError: a value in a column that was empty so far, or that nobody knows.
 */
export async function readCsv(
  stream: ByteStream,
  format: CsvFormat,
  options: CsvReadOptions,
): Promise<AsyncGenerator<RecordBlock, void>> {
  const { name } = options.ledger;
  const window = await openCsvWindow(stream, format);
  try {
    if (format.hasHeader) {
      const header = await takeFirstRecord(window, format, name, options.limits);
      if (header.length !== format.names.length) {
        throw new BadInputError(
          `${name}: the header has ${header.length} fields, the plan ${format.names.length}; plan the conversion again`,
        );
      }
    }
  } catch (cause) {
    await window.close();
    throw cause;
  }
  return closingBlocks(new CsvReader(window, format, options).blocks(), () => window.close());
}
