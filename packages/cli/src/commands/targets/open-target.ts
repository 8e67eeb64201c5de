import { join } from 'node:path';
import type { LambdaTarget, TargetAnswer, TargetFacts } from '@parquetry/bench';
import {
  type FreshVersions,
  invokeVersion,
  openFreshVersions,
  systemClock,
  type VersionAnswer,
} from '@parquetry/tune';
import { calibrationOf } from '../tune/calibration-file.ts';
import type { BenchPlace } from './bench-place.ts';
import { describeBench } from './describe-bench.ts';
import { dollarsOf, limitsOfSize } from './size-and-price.ts';

const MIB = 1 << 20;

const answered = (memoryMb: number, answer: VersionAnswer): TargetAnswer => {
  if (answer.status === 'failed') return answer;
  const { report, spoiledBecause } = answer;
  const { billedMs, durationMs, initMs, maxMemoryUsedMb } = report;
  return {
    status: 'answered',
    answer: answer.answer,
    invocation: { memoryMb, durationMs, billedMs, initMs, maxMemoryUsedMb },
    ...(spoiledBecause !== undefined && { spoiledBecause }),
  };
};

export interface TargetRequest {
  readonly place: BenchPlace;
  readonly runId: string;
  /** How many environments of each size, about. */
  readonly needed: ReadonlyMap<number, number>;
  /** Folder of records. */
  readonly results: string;
  /** Null: none are spent. */
  readonly maxDollars: number | null;
  readonly signal: AbortSignal;
  readonly onPublished: (done: number, of: number) => void;
}

/** A function that is ready for samples. */
export interface OpenTarget {
  readonly target: LambdaTarget;
  /** What one should know of its figures, in sentences. */
  readonly notes: readonly string[];
  /** Gives the function back as it was, and deletes the objects. @returns what could not be removed, in words. */
  close(): Promise<string[]>;
}

/** The function as a run sees it: what is spent is counted, and nothing is invoked above the limit. */
export function targetOf(
  request: Pick<TargetRequest, 'maxDollars' | 'needed' | 'place'>,
  facts: TargetFacts,
  versions: FreshVersions,
): LambdaTarget {
  const { maxDollars, needed, place } = request;
  let spentDollars = 0;
  return {
    name: place.name,
    sizes: [...needed.keys()].map((memoryMb) => ({ memoryMb, limits: limitsOfSize(memoryMb) })),
    temporary: { directory: place.temporaryDirectory, bytes: place.facts.ephemeralStorageMb * MIB },
    objects: place.objects,
    describe: async () => facts,
    async invoke(memoryMb, event, signal) {
      if (maxDollars !== null && spentDollars >= maxDollars) {
        const error = `$${spentDollars.toFixed(4)} were spent, and $${maxDollars} are allowed: see --max-usd`;
        return { status: 'failed', error };
      }
      const version = await versions.take(memoryMb);
      const sent = { facts: place.facts, version, memoryMb, event };
      const answer = await invokeVersion(place.clients, systemClock, sent, signal);
      const billedMs = answer.status === 'answered' ? answer.report.billedMs : (answer.billedMs ?? 0);
      spentDollars += dollarsOf(place.facts, memoryMb, billedMs);
      return answered(memoryMb, answer);
    },
  };
}

/** Locks the function, makes the versions that samples need, and gives it its configuration back. @throws UsageError, TuneError */
export async function openTarget(request: TargetRequest): Promise<OpenTarget> {
  const { needed, onPublished, place, results, runId, signal } = request;
  const { clients, facts } = place;
  const found = await describeBench(place, signal);
  const { cpuControl, ...described } = found;
  const { note } = await calibrationOf({ cpuControl, place: place.isLocal ? 'local' : 'aws' }, results);
  const versions = await openFreshVersions(
    { runId, facts, needed, directory: join(results, 'tune') },
    { clients, clock: systemClock, signal, onPublished },
  );
  return {
    target: targetOf(request, described, versions),
    notes: note === null ? [] : [note],
    close: async () => [...(await versions.close()), ...(await place.clearObjects())],
  };
}
