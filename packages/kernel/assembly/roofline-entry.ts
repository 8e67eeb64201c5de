/** What the roofline measures by itself; no part of the kernel. */
export { scanCsv } from './scan-csv';
export { isUtf8 } from './utf8';
export { compressSnappy, mostSnappyBytes, setUpSnappy } from './snappy';
export { allocate, freeAll } from './memory';
export { setDialect } from './dialect';

/** The fastest that memory can be moved from here. */
export function copy(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes);
}
