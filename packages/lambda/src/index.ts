export { KERNEL_EVENT, KERNEL_NAME } from './bench/run-kernel.ts';
export * from './build-bench-bundle.ts';
export * from './bundles/build-function-bundles.ts';
export { type FunctionName, functionNames } from './bundles/function-entries.ts';
export { functionZip } from './bundles/function-zip.ts';
export * from './bundles/native-parts.ts';
export { engineMemoryMb, threadsOfMemory } from './convert/settings/memory-and-threads.ts';
export { isHarnessFile } from './two-trees/trees.ts';
export { unseenChanges } from './two-trees/unseen-changes.ts';
