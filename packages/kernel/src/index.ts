export * from './kernel.ts';
export * from './parquet/file-frame.ts';
export * from './parquet/file-writer.ts';
export type * from './parquet/page-records.ts';
export type * from './parquet/row-group.ts';
export * from './sizes.ts';
export * from './table-shape.ts';
