/** A local run has one region, and no other host than this one ever hears it. */
export const REGION = 'us-east-1';
export const HOST = '127.0.0.1';
