/** What the host can call: one line for every part of the kernel. */
export { allocate, allocatedBytes, firstBrokenGuard, freeAll } from './memory';
export { setDialect } from './dialect';
export { isUtf8 } from './utf8';
export { beginAvroBatch, encodeAvroRows, nextAvroRow, nextAvroRowBytes, setUpAvro } from './avro-rows';
export { compressLz4, mostLz4Bytes, setUpLz4 } from './lz4';
export { compressSnappy, compressSnappyIfWorthwhile, mostSnappyBytes, setUpSnappy } from './snappy';
