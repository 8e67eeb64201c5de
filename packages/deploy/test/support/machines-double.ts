import type { BackfillInput } from '../../src/backfill/backfill-input.ts';
import type { Execution, MapCounts, MapRun, StateMachines } from '../../src/backfill/state-machines.ts';

export const EXECUTION = 'arn:aws:states:eu-central-1:111122223333:execution:parquetry-backfill:one';

const NONE: MapCounts = { total: 0, succeeded: 0, failed: 0, ended: 0, running: 0, pending: 0 };
export const counts = (some: Partial<MapCounts>): MapCounts => ({ ...NONE, ...some });

const STARTED = new Date('2026-11-21T10:00:00Z');
const ENDED = new Date('2026-11-21T10:02:05Z');

export const execution = (status: Execution['status'], because?: string): Execution => ({
  arn: EXECUTION,
  status,
  startedAt: STARTED,
  ...(status !== 'running' && { endedAt: ENDED }),
  ...(because !== undefined && { because }),
});

/** What is told the n-th time; the last one for ever. An error is thrown instead. */
export type Told = Error | { readonly execution: Execution; readonly runs: readonly MapRun[] };

export interface MachinesDouble extends StateMachines {
  readonly started: { readonly machine: string; readonly name: string; readonly input: BackfillInput }[];
  readonly stopped: string[];
  asked: number;
  isDisposed: boolean;
}

/** A Step Functions that tells what it is told to tell. */
export function machinesDouble(story: readonly Told[]): MachinesDouble {
  let runs: readonly MapRun[] = [];
  return {
    started: [],
    stopped: [],
    asked: 0,
    isDisposed: false,
    async start(machine, name, input) {
      this.started.push({ machine, name, input });
      return EXECUTION;
    },
    async describe() {
      const told = story[Math.min(this.asked, story.length - 1)]!;
      this.asked += 1;
      if (told instanceof Error) throw told;
      runs = told.runs;
      return told.execution;
    },
    mapRuns: async () => runs,
    async stop(arn) {
      this.stopped.push(arn);
    },
    [Symbol.dispose]() {
      this.isDisposed = true;
    },
  };
}
