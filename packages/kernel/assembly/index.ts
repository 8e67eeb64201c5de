/** What the host can call, part by part. */
export { allocate, allocatedBytes, allocatedEnd, bytesLeft, firstBrokenGuard, freeAll, seal } from './memory';
export { setDialect } from './dialect';
export { isUtf8 } from './utf8';
export {
  addUnknownField,
  columns,
  describeColumn,
  finishColumns,
  setUpColumns,
} from './table';
export {
  appendRecords,
  batchRows,
  beginBatch,
  beginFile,
  beginRowGroup,
  limitBatch,
  rowGroupRows,
  stop,
} from './batch';
export { cursorOf, readCsv, readFrom, setUpCsv } from './read-csv';
export { setUpDecimals } from './decimal-scale';
export { setUpDictionaries } from './string-dictionary';
export { setUpStrings } from './parse-string';
export {
  arenaLeft,
  configurePages,
  continueInArena,
  recordAddress,
  recordsLeft,
  useArena,
} from './page-arena';
export {
  expectRows,
  mostBatchBytes,
  putDataPages,
  putDictionaryPages,
  setUpPages,
} from './pages';
export { beginAvroBatch, encodeAvroRows, nextAvroRow, nextAvroRowBytes, setUpAvro } from './avro-rows';
export { compressLz4, mostLz4Bytes, setUpLz4 } from './lz4';
export { compressSnappy, compressSnappyIfWorthwhile, mostSnappyBytes, setUpSnappy } from './snappy';
export { addJsonKey, consumedTo, scanJson, setUpJson, stopReason, textEnd } from './json';
