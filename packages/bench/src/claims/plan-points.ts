import { BASELINE, OPTIMIZED, type Rung, type RungKind } from './ladder.ts';
import { SOURCE } from './source-document.ts';

/** One batch of one pipeline: what a sample of its contender converts. */
export interface Point {
  readonly contender: string;
  readonly rung: string;
  /** Different keys. */
  readonly files: number;
  /** Of them, how many are converted a second time once all have been. */
  readonly rereads: number;
}

/** Points that are measured in turns, on one network. */
export interface Experiment {
  readonly scenario: string;
  readonly profile: string;
  readonly points: readonly Point[];
}

export type Scope = 'default' | 'full';

export interface PlanRequest {
  readonly rungs: readonly Rung[];
  /** The document's own first; the ladder is climbed on each. */
  readonly profiles: readonly string[];
  readonly scope: Scope;
  /** Of the files, on average. */
  readonly bytesPerFile: number;
  /** Files of different sizes: every batch holds all of them equally often. 1 where all are of one size. */
  readonly mix: number;
  /** A command is started for each file: batches are smaller. */
  readonly isCommand: boolean;
}

const KB = 1 << 10;
/** The counts below are meant for files of this size; of larger ones fewer are taken. */
const USUAL_BYTES = 64 * KB;
const FEWEST_FILES = 2;
const REREAD_FILES = 50;
const REREAD_SHARE = 0.2;

interface Counts {
  /** Of the point that stands for its rung. */
  readonly own: Readonly<Record<RungKind | 'parallel', number>>;
  readonly batches: { readonly baseline: readonly number[]; readonly optimized: readonly number[] };
}

const sizes = SOURCE.batches.map(({ files }) => files);

const COUNTS: Readonly<Record<Scope | 'command', Counts>> = {
  default: {
    own: { baseline: 50, alone: 10, parallel: 100, together: 500, engine: 200 },
    batches: { baseline: [10], optimized: [10, 50] },
  },
  full: {
    own: { baseline: 50, alone: 50, parallel: 500, together: 500, engine: 500 },
    batches: { baseline: sizes, optimized: [...sizes, 1_000, 2_000, 5_000] },
  },
  command: {
    own: { baseline: 10, alone: 5, parallel: 20, together: 50, engine: 50 },
    batches: { baseline: [], optimized: [10] },
  },
};

/** The rungs that carry many files at once take more of them in the same time. */
const countKey = ({ kind, settings }: Rung): RungKind | 'parallel' =>
  kind === 'alone' && (settings.filesInFlight ?? 1) > 1 ? 'parallel' : kind;

const rereadsOf = (files: number) => Math.max(1, Math.round(files * REREAD_SHARE));

/** Where batches are compared by their size, and files are read again. */
const REREADING = [BASELINE, 'cached', OPTIMIZED] as const;

function counter({ bytesPerFile, mix }: PlanRequest): (files: number) => number {
  const share = Math.min(1, USUAL_BYTES / bytesPerFile);
  return (files) => Math.max(FEWEST_FILES, mix, Math.round((files * share) / mix) * mix);
}

function rungPoints(request: PlanRequest, { own }: Counts, most: number): Point[] {
  const fitting = counter(request);
  return request.rungs.map((rung) => {
    const files = fitting(Math.min(most, own[countKey(rung)]));
    return { contender: rung.name, rung: rung.name, files, rereads: 0 };
  });
}

function batchPoints(request: PlanRequest, { batches }: Counts, taken: readonly Point[]): Point[] {
  const fitting = counter(request);
  const of = (rung: string, counts: readonly number[]) =>
    [...new Set(counts.map(fitting))]
      .filter((files) => !taken.some((point) => point.rung === rung && point.files === files))
      .map((files) => ({ contender: `${rung}-${files}-files`, rung, files, rereads: 0 }));
  return [...of(BASELINE, batches.baseline), ...of(OPTIMIZED, batches.optimized)];
}

function rereadPoints(request: PlanRequest): Point[] {
  const known = new Set(request.rungs.map(({ name }) => name));
  const files = counter(request)(request.isCommand ? 10 : REREAD_FILES);
  return REREADING.filter((rung) => known.has(rung)).map((rung) => ({
    contender: `${rung}-rereads`,
    rung,
    files,
    rereads: rereadsOf(files),
  }));
}

/** On the networks beside the document's own each rung takes no more files than these. */
const MOST_BESIDE: Readonly<Record<Scope, number>> = { default: 100, full: 500 };

/** What is measured, fixed before anything is: the document's sizes as far as the scope and the files allow. */
export function planPoints(request: PlanRequest): Experiment[] {
  const { profiles, scope, isCommand } = request;
  const counts = COUNTS[isCommand ? 'command' : scope];
  return profiles.map((profile, index) => {
    const isFirst = index === 0;
    const own = rungPoints(request, counts, isFirst ? Number.POSITIVE_INFINITY : MOST_BESIDE[scope]);
    const batches = isFirst ? batchPoints(request, counts, own) : [];
    const isLast = index === profiles.length - 1;
    return {
      scenario: `claims-${profile}`,
      profile,
      points: [...own, ...batches, ...(isLast ? rereadPoints(request) : [])],
    };
  });
}

/** The point of a batch size; undefined where it is not measured. */
export const pointOf = ({ points }: Experiment, rung: string, files: number): Point | undefined =>
  points.find((point) => point.rung === rung && point.files === files && point.rereads === 0);
