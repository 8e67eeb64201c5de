import type { MeasuredCell, Measurement, RunRecord, ScenarioFacts } from '@parquetry/bench/record';

/** All that was tried for one scenario in one place: the cells that may be compared with each other. */
export interface Contest {
  readonly scenario: ScenarioFacts;
  readonly target: string;
  /** Scenario, and the place too where the record has several. */
  readonly label: string;
  readonly cells: readonly Measurement[];
  readonly measured: readonly MeasuredCell[];
  readonly outcome: Outcome;
}

export type Versus = NonNullable<MeasuredCell['versusReference']>;

/** What a contest allows to be said. */
export type Outcome =
  | {
      readonly kind: 'compared';
      readonly best: MeasuredCell;
      readonly reference: MeasuredCell;
      readonly versus: Versus;
    }
  | { readonly kind: 'uncompared'; readonly best: MeasuredCell }
  | { readonly kind: 'alone'; readonly best: MeasuredCell }
  | { readonly kind: 'nothing' };

function isMeasured(cell: Measurement): cell is MeasuredCell {
  return cell.status === 'measured';
}

function highest<T>(items: readonly T[], score: (item: T) => number): T | undefined {
  return items.toSorted((a, b) => score(b) - score(a))[0];
}

interface Compared {
  readonly best: MeasuredCell;
  readonly versus: Versus;
}

function comparisons(measured: readonly MeasuredCell[]): Compared[] {
  return measured.flatMap((best) =>
    best.versusReference === null || best.engine === best.versusReference.reference
      ? []
      : [{ best, versus: best.versusReference }],
  );
}

/** The contestant to speak of: a settled win before a higher median that is not settled. */
function bestCompared(measured: readonly MeasuredCell[]): Compared | undefined {
  const all = comparisons(measured);
  const wins = all.filter(({ versus }) => versus.verdict === 'faster');
  return highest(wins.length > 0 ? wins : all, ({ versus }) => versus.speedup.median);
}

/** Cells that convert what the scenario asks for, not a part of it. */
export const isNoProbe = (cell: Measurement): boolean =>
  cell.status !== 'measured' || cell.probe === undefined;

function outcomeOf(all: readonly MeasuredCell[]): Outcome {
  const measured = all.filter(isNoProbe);
  const fastest = highest(measured, (cell) => cell.figures.inputBytesPerSecond.median);
  if (fastest === undefined) return { kind: 'nothing' };
  if (measured.length === 1) return { kind: 'alone', best: fastest };
  const compared = bestCompared(measured);
  const reference = measured.find((cell) => cell.engine === compared?.versus.reference);
  if (compared === undefined || reference === undefined) return { kind: 'uncompared', best: fastest };
  return { kind: 'compared', ...compared, reference };
}

/**
 * Groups a record's cells by scenario and place, in the record's order; a scenario without cells gets an empty contest.
 * Throws if a cell names a scenario that the record does not describe.
 */
export function contestsOf(record: RunRecord): Contest[] {
  const targets = new Set(record.measurements.map(({ target }) => target));
  const known = new Set(record.scenarios.map(({ name }) => name));
  const stray = record.measurements.find((cell) => !known.has(cell.scenario));
  if (stray !== undefined) {
    throw new Error(`record ${record.id} measures scenario ${stray.scenario} but does not describe it`);
  }
  return record.scenarios.flatMap((scenario) => {
    const cells = record.measurements.filter((cell) => cell.scenario === scenario.name);
    const places = cells.length === 0 ? ['local'] : [...new Set(cells.map(({ target }) => target))];
    return places.map((target) => {
      const here = cells.filter((cell) => cell.target === target);
      const measured = here.filter(isMeasured);
      const label = targets.size > 1 ? `${scenario.name} · ${target}` : scenario.name;
      return { scenario, target, label, cells: here, measured, outcome: outcomeOf(measured) };
    });
  });
}

/** Bytes of one input file of the cell, on average. */
export function bytesPerFile(cell: MeasuredCell): number {
  return cell.workload.inputBytes / cell.workload.files;
}

const SAME_SIZE_TOLERANCE = 0.01;

/** Whether figures per file mean the same: a slice of one large file is a smaller file. */
export function sameFileSize(cells: readonly MeasuredCell[]): boolean {
  const sizes = cells.map(bytesPerFile);
  return Math.max(...sizes) <= Math.min(...sizes) * (1 + SAME_SIZE_TOLERANCE);
}

function preference({ outcome }: Contest): number {
  if (outcome.kind === 'compared') return sameFileSize([outcome.best, outcome.reference]) ? 4 : 3;
  return { uncompared: 2, alone: 1, nothing: 0 }[outcome.kind];
}

/** The contest that the first sentence speaks of: the first one that says the most. */
export function headlineOf(contests: readonly Contest[]): Contest | undefined {
  return highest(contests, preference);
}

/** The reference, then engines with figures, then the others: the place decides colour and marker in every chart. */
export function enginesOf({ scenarios, measurements }: RunRecord): string[] {
  const references = new Set(scenarios.map(({ reference }) => reference));
  const measured = new Set(measurements.filter(isMeasured).map(({ engine }) => engine));
  const rank = (engine: string) => (references.has(engine) ? 0 : measured.has(engine) ? 1 : 2);
  const engines = [...new Set([...references, ...measurements.map(({ engine }) => engine)])];
  return engines.toSorted((a, b) => rank(a) - rank(b));
}
