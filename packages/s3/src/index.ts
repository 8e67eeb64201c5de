export * from './s3-settings.ts';
export type * from './s3-store.ts';
