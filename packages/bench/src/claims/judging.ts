/** What samples say of the claims, for whoever has a record and measures nothing. */
export { deriveClaims } from './derive-claims.ts';
export { ladder } from './ladder.ts';
