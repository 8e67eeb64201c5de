export * from './counters/judge-counters.ts';
export * from './counters/judge-declared.ts';
export * from './counters/tell-counters.ts';
export * from './counters/tree-counters.ts';
export * from './reviewed/reviewed-file.ts';
export type * from './run/gate-progress.ts';
export type * from './trees/gate-tree.ts';
export * from './unit/gate-failure.ts';
export * from './unit/gate-unit.ts';
