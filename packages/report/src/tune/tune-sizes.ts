import type {
  MeasuredTuneCell,
  TuneAnswer,
  TuneCell,
  TuneFigures,
  TuneRecord,
  TuneSample,
} from '@parquetry/bench/record';
import { counted } from '../text/quantities.ts';

/** What a tune tries: a memory size, of an engine where the function has several, with so many events at once. */
export type TuneSize = Pick<TuneCell, 'memoryMb' | 'engine' | 'concurrency'>;

/** How an environment had been started that answered. */
export type StartClass = 'warm' | 'cold' | 'restored';

export const isSameSize = (one: TuneSize, other: TuneSize): boolean =>
  one.memoryMb === other.memoryMb && one.engine === other.engine && one.concurrency === other.concurrency;

export const megabytes = (memoryMb: number): string => counted(memoryMb, 'MB', 'MB');

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

export const enginesTried = ({ cells }: TuneRecord): (string | null)[] =>
  distinct(cells.map(({ engine }) => engine));

export const concurrenciesTried = ({ cells }: TuneRecord): number[] =>
  distinct(cells.map(({ concurrency }) => concurrency)).toSorted((a, b) => a - b);

export const memoriesTried = ({ cells }: TuneRecord): number[] =>
  distinct(cells.map(({ memoryMb }) => memoryMb)).toSorted((a, b) => a - b);

/** The fewest events at once: what sizes are compared with. */
export const usualConcurrency = (tune: TuneRecord): number => concurrenciesTried(tune)[0] ?? 1;

/** `1,769 MB`, with what else tells it from other sizes of the same tune. */
export function sizeName({ memoryMb, engine, concurrency }: TuneSize, tune: TuneRecord): string {
  const withEngine = engine !== null && enginesTried(tune).length > 1 ? ` with ${engine}` : '';
  const atOnce = concurrenciesTried(tune).length > 1 ? `, ${concurrency}\u00a0at\u00a0once` : '';
  return `${megabytes(memoryMb)}${withEngine}${atOnce}`;
}

/** The same without the number of events at once where that is the usual one: for sentences. */
export function choiceName(size: TuneSize, tune: TuneRecord): string {
  const name = sizeName(size, tune);
  return size.concurrency === usualConcurrency(tune) ? name.replace(/, \d+\u00a0at\u00a0once$/, '') : name;
}

export const cellOf = ({ cells }: TuneRecord, size: TuneSize): TuneCell | undefined =>
  cells.find((cell) => isSameSize(cell, size));

export const isMeasured = (cell: TuneCell | undefined): cell is MeasuredTuneCell =>
  cell?.status === 'measured';

const STARTS: readonly StartClass[] = ['warm', 'restored', 'cold'];

/** What sizes are compared by: warm events, or the class that comes next where no size has any. */
export const usualStart = ({ cells }: TuneRecord): StartClass =>
  STARTS.find((start) => cells.some((cell) => isMeasured(cell) && cell[start] !== null)) ?? 'warm';

/** Figures that sizes are compared by, if that size has any. */
export function figuresOf(tune: TuneRecord, size: TuneSize): TuneFigures | undefined {
  const cell = cellOf(tune, size);
  return isMeasured(cell) ? (cell[usualStart(tune)] ?? undefined) : undefined;
}

/** Whether there are sizes to choose from: two at least that have figures. */
export const hasChoice = (tune: TuneRecord): boolean =>
  tune.cells.filter(
    (cell) => cell.concurrency === usualConcurrency(tune) && figuresOf(tune, cell) !== undefined,
  ).length > 1;

/** Sizes that answered and are no answer to any question, because some of their events found no end or no memory. */
export const unreliableSizes = ({ cells }: TuneRecord): TuneCell[] =>
  cells.filter(
    ({ status, outcomes }) =>
      status === 'measured' && (outcomes['timeout'] ?? 0) + (outcomes['out-of-memory'] ?? 0) > 0,
  );

const STATUS_WORDS = {
  finding: 'finding',
  'not-measurable': 'not measurable here',
  'not-measured': 'not measured',
} as const;

export type TuneStatus = keyof typeof STATUS_WORDS;

export const statusWords = (status: TuneStatus): string => STATUS_WORDS[status];

/** Why there is no figure of that class, in words. */
export function whyNoFigure(cell: TuneCell | undefined, start: StartClass): string {
  if (cell === undefined) return 'not measured';
  if (cell.status === 'measured') return `no ${start} sample was counted`;
  return cell.status === 'finding' ? cell.because : `${statusWords(cell.status)}: ${cell.because}`;
}

/** Samples that the figures of that size and class were made of, in the order of sending. */
export const samplesOf = ({ samples }: TuneRecord, size: TuneSize, start: StartClass): TuneSample[] =>
  samples
    .filter(
      (sample) => sample.outcome === start && sample.discarded === undefined && isSameSize(sample, size),
    )
    .toSorted((a, b) => a.slot - b.slot);

/** The size that the function had when it was found: of the engine and load that sizes are compared with. */
export const currentSize = (tune: TuneRecord): TuneSize => ({
  memoryMb: tune.function.memoryMb,
  engine: tune.comparedWithCurrent?.choice.engine ?? enginesTried(tune)[0] ?? null,
  concurrency: tune.comparedWithCurrent?.choice.concurrency ?? usualConcurrency(tune),
});

const QUESTIONS = ['cheapest-within-slo', 'balanced', 'cheapest', 'knee', 'fastest'] as const;

/** The answer to speak of first: what the current setting is compared with, else the most weighed question. */
export function mainAnswer({ answers, comparedWithCurrent }: TuneRecord): TuneAnswer | undefined {
  const ordered = QUESTIONS.flatMap((question) => answers.filter((answer) => answer.question === question));
  const compared = ordered.find(
    ({ choice }) =>
      choice !== null && comparedWithCurrent !== null && isSameSize(choice, comparedWithCurrent.choice),
  );
  return compared ?? ordered.find(({ status }) => status !== 'none') ?? ordered[0];
}
