export * from './bills/hours-per-month.ts';
export * from './bills/lambda-bill.ts';
export * from './bills/log-dollars.ts';
export * from './bills/provisioned-bill.ts';
export * from './bills/request-dollars.ts';
export * from './fleets/compare-fleets.ts';
export type * from './fleets/file-work.ts';
export * from './table/price-regions.ts';
export type * from './table/price-table.ts';
