/** Two processes that take turns: what runs inside one, and what runs both. */

export {
  type LockstepPair,
  type LockstepRatios,
  type LockstepRequest,
  type LockstepResult,
  type LockstepSide,
  lockstep,
  type OpenSide,
} from './lockstep.ts';
export { type OpenTurnTaker, openTurnTaker } from './open-turn-taker.ts';
export { processFingerprint } from './process-fingerprint.ts';
export { serveTurns } from './serve-turns.ts';
export { TurnFailure } from './turn-failure.ts';
export type { TurnLineOptions } from './turn-line.ts';
export type { Turn, TurnsEnd } from './turn-messages.ts';
export type { Counts, TurnTaker, TurnWork } from './turn-taker.ts';
export { WorkloadTurns, type WorkloadTurnsRequest } from './workload-turns.ts';
