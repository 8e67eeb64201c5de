/** What it takes to have builds convert files, and to check what they wrote. */
export { filePlace } from '../places/file-place.ts';
export { verifyOnce } from '../verification/verify-once.ts';
export { type VerifyOutputs, verifyOutputs } from '../verification/verify-outputs.ts';
export { choiceFor } from './contender.ts';
export { engineContender } from './engine-contender.ts';
export { type VerifiedCell, verifyCell } from './verify-cell.ts';
