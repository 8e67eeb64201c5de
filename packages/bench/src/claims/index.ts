/** The claims R1–R8: what is measured for them, and what comes of it. */
export { type ClaimFiles, generatedFiles, sampledFiles } from './claim-files.ts';
export { claimIds, verdicts } from './claims-record.ts';
export { runClaims } from './run-claims.ts';
export { type ObjectSample, sampleObjects } from './sample-objects.ts';
export { type CommandBaseline, networkNames, type PreparedClaims, setUpClaims } from './set-up-claims.ts';
