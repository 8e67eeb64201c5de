import type { Measurement } from '../record/run-record.ts';

/** What a run is doing; `done` of `total` counts the step's units within its scenario. */
export type BenchProgress =
  /** The embedded S3 is started, where it is not yet, and given the scenario's objects. */
  | { readonly step: 'upload'; readonly scenario: string; readonly objects: number }
  | {
      readonly step: 'verify';
      readonly scenario: string;
      readonly engine: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly step: 'sample';
      readonly scenario: string;
      readonly engine: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly step: 'cell'; readonly measurement: Measurement };
