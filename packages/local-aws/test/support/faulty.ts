import {
  type Clock,
  type FaultPlanInput,
  type FaultyHandler,
  faultPlan,
  type SdkHandler,
  systemClock,
  wrapWithFaults,
} from '../../src/network/index.ts';

export type FaultInput = FaultPlanInput['rules'][number]['fault'];

/** A handler whose every request is struck. */
export const faulty = (inner: SdkHandler, fault: FaultInput, clock: Clock = systemClock): FaultyHandler =>
  wrapWithFaults(inner, faultPlan.parse({ rules: [{ fault, strikes: { rate: 1 } }] }), 1, clock);
