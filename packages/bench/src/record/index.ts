export type * from '../campaign/campaign-record.ts';
export * from '../campaign/claim-e10.ts';
export { FAULTLESS, isFaultless } from '../campaign/judge/judgement.ts';
export type * from '../claims/claims-record.ts';
export type { Estimate } from './estimate.ts';
export type * from './line-fit.ts';
export * from './metric-names.ts';
export * from './run-record.ts';
export type * from './traffic.ts';
