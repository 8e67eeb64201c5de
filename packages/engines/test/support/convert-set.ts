import {
  convertWidening,
  describeSource,
  type Outcome,
  type PlannedInput,
  type PlanningOptions,
  planEach,
} from '@parquetry/core';
import {
  badRowPolicy,
  type Converted,
  declaredTypes,
  filesOf,
  INPUTS,
  PLAIN_CSV,
  plannedOutputs,
  store as put,
  rejectsRef,
  type TextOptions,
} from './convert-csv.ts';
import type { OpenEngine } from './open-engine.ts';

/** Files by name, with how they are planned together. */
export interface SetOptions extends TextOptions {
  readonly shareSchema?: boolean;
  readonly isSchemaGiven?: boolean;
  /** Types are guessed from so many bytes. */
  readonly sampleBytes?: number;
}

export type SetOutcome =
  | Omit<Extract<Converted, { status: 'converted' }>, 'plan'>
  | Exclude<Outcome, { status: 'converted' }>;

/** Plans CSV files from samples, converts them, and once more where a guess was wrong; outcomes by the files' order. */
export async function convertSet(
  { session, store }: Pick<OpenEngine, 'session' | 'store'>,
  files: Readonly<Record<string, string | Uint8Array>>,
  { shareSchema = true, sampleBytes = 200, isSchemaGiven = false, ...options }: SetOptions = {},
): Promise<SetOutcome[]> {
  const inputs: PlannedInput[] = [];
  for (const [key, text] of Object.entries(files)) {
    const ref = { bucket: INPUTS, key };
    await put(store, ref, text);
    const source = await describeSource(store, ref, { ...PLAIN_CSV, ...options });
    inputs.push({ source, outputs: plannedOutputs(key, options), rejects: rejectsRef(key, options) });
  }
  const { declared, newColumns, invalidBytes } = options;
  const planning: PlanningOptions = {
    declared: declared === 'strings' ? new Map() : declaredTypes([], declared),
    undeclared: declared === 'strings' ? 'string' : 'infer',
    shareSchema,
    isSchemaGiven,
    sampleBytes,
    badRows: badRowPolicy(options),
    ...(newColumns && { newColumns }),
    ...(invalidBytes && { invalidBytes }),
  };
  const plannings = await planEach(store, inputs, planning);
  const outcomes = await convertWidening(store, session, inputs, plannings, planning);
  return Promise.all(
    outcomes.map(async (outcome, index) =>
      outcome.status === 'converted' ? filesOf(store, inputs[index]!, outcome.result) : outcome,
    ),
  );
}
