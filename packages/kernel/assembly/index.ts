/** What the host can call: one line for every part of the kernel. */
export { allocate, allocatedBytes, firstBrokenGuard, freeAll } from './memory';
export { setDialect } from './dialect';
export { isUtf8 } from './utf8';
