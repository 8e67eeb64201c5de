import { structsField, type ThriftStruct, withStructs } from '../thrift/thrift-value.ts';
import { ENDING_BYTES, footerBytes, joinFooter, splitFooter } from './file-footer.ts';
import { FileMetaData, KeyValue } from './parquet-fields.ts';

function keyOf(pair: ThriftStruct): string {
  const key = pair.get(KeyValue.key);
  return key?.type === 'binary' ? Buffer.from(key.value).toString('utf8') : '';
}

/**
 * The last chunks of a file, its key-value metadata in the order of `keys` and then as it was: parquet-wasm keeps it in
 * a hash map, whose order differs from file to file.
 */
export function orderMetadata(chunks: readonly Uint8Array[], keys: readonly string[]): readonly Uint8Array[] {
  if (keys.length < 2) return chunks;
  const rest = [...chunks];
  let end: Uint8Array = new Uint8Array(0);
  for (let wanted = ENDING_BYTES; end.length < wanted && rest.length > 0; ) {
    end = Buffer.concat([rest.pop()!, end]);
    if (end.length >= ENDING_BYTES) wanted = footerBytes(end);
  }
  const { before, footer } = splitFooter(end);
  const rank = (pair: ThriftStruct) => {
    const place = keys.indexOf(keyOf(pair));
    return place < 0 ? keys.length : place;
  };
  const pairs = structsField(footer, FileMetaData.keyValueMetadata).toSorted((a, b) => rank(a) - rank(b));
  return [...rest, before, joinFooter(withStructs(footer, FileMetaData.keyValueMetadata, pairs))];
}
