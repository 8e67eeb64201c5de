export { allocate, allocatedBytes, firstBrokenGuard, freeAll } from '../memory';
export * from './index';
