import type { TuneClients } from '../invoke/clients.ts';
import type { Clock } from '../invoke/clock.ts';
import { bareName, parseTarget } from '../invoke/parse-target.ts';
import type { DollarsOf, TunePlan } from '../plan/tune-plan.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import type { ControlPlane } from '../versions/control-plane.ts';
import type { Download } from '../versions/copy-function.ts';
import type { Journal } from '../versions/journal.ts';
import { copyName, type LockMark } from '../versions/run-mark.ts';
import type { TellTune } from './progress.ts';
import type { SampleLog } from './sample-log.ts';

export interface TuneDependencies {
  readonly clients: TuneClients;
  readonly clock: Clock;
  readonly price: DollarsOf;
  /** For the journal and the samples. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly tell: TellTune;
  /** By HTTP when absent. */
  readonly download?: Download;
  /** Goes on with the run of this id, which was interrupted. */
  readonly isResumed?: boolean;
}

/** One run, as its parts need it. */
export interface Run {
  readonly request: TuneRequest;
  readonly dependencies: TuneDependencies;
  readonly plan: TunePlan;
  readonly journal: Journal;
  readonly log: SampleLog;
  /** Events that were sent before it was interrupted, or may have been. */
  readonly sentBefore: number;
  /** What is changed: the function itself, or its copy. */
  readonly name: string;
  readonly mark: LockMark;
}

export const planeOf = ({ clients, clock, signal }: TuneDependencies): ControlPlane => ({
  lambda: clients.lambda,
  clock,
  signal,
});

export const targetName = ({ target }: TuneRequest): string => parseTarget(target).name;

/** What is changed: the function, or a copy that has the run's id in its name. */
export const changedName = (request: TuneRequest): string =>
  request.isCopy ? copyName(bareName(targetName(request)), request.runId) : targetName(request);
