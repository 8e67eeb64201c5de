export * from './run-record.ts';
