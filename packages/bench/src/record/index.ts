export * from './metric-names.ts';
export * from './run-record.ts';
