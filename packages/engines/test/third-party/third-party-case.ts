import type { Engine, EngineSession, ObjectStore } from '@parquetry/core';
import type { TextOptions } from '../support/convert-csv.ts';

export type Records = readonly (readonly string[])[];

/** One text of a suite and the records that the suite makes of it. */
export interface CsvCase {
  readonly id: string;
  readonly text: string | Uint8Array;
  readonly options: TextOptions;
  /** Without the header, where there is one; undefined: the suite refuses the text. */
  readonly records: Records | undefined;
  /** Of the header. */
  readonly names?: readonly string[];
  /** The suite takes a refusal for right as well. */
  readonly mayRefuse?: boolean;
  /** Why Parquetry has nothing that the case could be run with. */
  readonly unsupported?: string;
  /** What Parquetry makes of it by a rule of its own, and the rule. */
  readonly ours?: { readonly records: Records; readonly because: string };
}

export type Verdict =
  | { readonly verdict: 'passed' }
  /** Another result than the suite's, told to the user or laid down as a rule. */
  | { readonly verdict: 'deviates'; readonly because: string }
  | { readonly verdict: 'failed'; readonly because: string }
  | { readonly verdict: 'unsupported'; readonly because: string };

/** An engine that is ready for the cases. */
export interface Contestant {
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly store: ObjectStore;
}

/** One case of a suite: `Of` is what carries it out. */
export interface SuiteCase<Of> {
  readonly id: string;
  judge(of: Of): Promise<Verdict>;
}
