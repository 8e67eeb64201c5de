export * from './name-operation.ts';
