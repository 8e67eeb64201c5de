import type { ConversionPlan, OutputFormat } from '@parquetry/core';
import type { FunctionSize } from '../figures/price-time.ts';
import type { Place } from '../places/place.ts';
import type { PipelineFacts, Sample, ScenarioFacts } from '../record/run-record.ts';
import type { OutputBytes } from '../sampling/output-bytes.ts';
import type { OutputChoice, PreparedScenario, Workload } from '../scenarios/scenario.ts';

/** What is known of an attempt: it came through, or why it did not. */
export type Attempt<Value> =
  | { readonly status: 'done'; readonly value: Value }
  | { readonly status: 'unsupported'; readonly because: string }
  | { readonly status: 'failed'; readonly error: string };

/** The library behind each format, so that it is not asked to judge its own work. */
export type Writers = Readonly<Record<OutputFormat, string>>;

/** The part of a sample that its contender knows. */
type OwnSample = Omit<Sample, 'slot' | 'round' | 'startedAt' | 'stealMs' | 'watchedMs' | 'loadAverage'>;

export interface TakenSample {
  readonly sample: OwnSample;
  /** Bytes by format that each pass wrote, in order. */
  readonly passBytes: readonly OutputBytes[];
  /** What was noticed, in words. */
  readonly notes?: readonly string[];
}

interface ProbeFacts {
  /** What it does, in words. */
  readonly about: string;
  /** Whether it leaves outputs that can be verified. */
  readonly converts: boolean;
}

/** Whoever takes part in a comparison. Every call runs in a fresh process. */
export interface Contender {
  readonly name: string;
  /** Where it runs, as it stands in a record; this machine when absent. */
  readonly target?: string;
  /** The function it runs as; absent where that is reckoned from what it used. */
  readonly functionSize?: FunctionSize;
  readonly place: Place;
  /** What it writes, in place of what the scenario asks for. */
  readonly formats?: readonly OutputFormat[];
  /** Of those that carry objects of a store through. */
  readonly pipeline?: PipelineFacts;
  /** Of those that do a part of the work alone. */
  readonly probe?: ProbeFacts;
  workloadOf(scenario: PreparedScenario): Workload;
  /** Converts every plan once and leaves the outputs where the plans say. */
  convert(plans: readonly ConversionPlan[], signal?: AbortSignal): Promise<Attempt<Writers>>;
  /** Converts the plans over and over and leaves nothing. */
  sample(
    plans: readonly ConversionPlan[],
    sampling: ScenarioFacts['sampling'],
    signal?: AbortSignal,
  ): Promise<Attempt<TakenSample>>;
}

/** Where a contender runs, as it stands in a record. */
export const targetOf = ({ target = 'local' }: Pick<Contender, 'target'>): string => target;

/** What a contender is to write. */
export const choiceFor = (
  { formats }: Pick<Contender, 'formats'>,
  { plan }: Pick<PreparedScenario, 'plan'>,
): OutputChoice => (formats === undefined ? plan : { ...plan, formats: [...formats] });
