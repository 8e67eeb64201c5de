export * from './open-s3.ts';
export * from './reading/whole-object.ts';
export * from './refs/s3-url.ts';
export * from './refs/safe-endpoint.ts';
export * from './s3-settings.ts';
export type * from './s3-store.ts';
