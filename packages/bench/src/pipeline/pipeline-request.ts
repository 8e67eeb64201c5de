import type { EngineLimits, OutputFormat } from '@parquetry/core';
import type { PipelineSettingsInput, Recipe } from '@parquetry/delivery';
import type { ClientTraffic } from '../record/traffic.ts';
import type { OutputBytes } from '../sampling/output-bytes.ts';
import type { InsideSample } from '../sampling/sample-request.ts';
import type { Probe } from '../scenarios/scenario.ts';

/** Objects of a prefix, and how they are converted. */
export interface PipelineWork {
  readonly engine: string;
  readonly limits: EngineLimits;
  readonly settings: PipelineSettingsInput;
  /** Outputs go below `to`, those of each pass to a prefix of their own. */
  readonly recipe: Recipe;
  /** The first so many objects of the listing. */
  readonly files: number;
  /** Of them, so many are converted a second time once all have been. */
  readonly rereads?: number;
  /** Where objects are files in between, for an engine that reads and writes paths. */
  readonly stagingDirectory?: string;
  /** Of the network; none when absent. */
  readonly profile?: { readonly name: string; readonly seed: number };
}

/** What a fresh process is asked to do with the objects of a prefix: plain data, from the harness that started it. */
export type PipelineSampleRequest =
  /** Convert every object once and leave the outputs to be verified. */
  | ({ readonly purpose: 'verify' } & PipelineWork)
  /** Convert all objects `iterations` times, or do a part of that alone. Outputs are left for the harness to remove. */
  | ({
      readonly purpose: 'measure';
      readonly probe?: Exclude<Probe, 'convert'>;
      readonly iterations: number;
      readonly warmupFiles: number;
    } & PipelineWork);

export type MeasurePipeline = Extract<PipelineSampleRequest, { purpose: 'measure' }>;

/** What a process is asked whose pipeline takes turns: all objects are converted in each of them. */
export type PipelineTurnsRequest = PipelineWork & { readonly warmupFiles: number };

export type PipelineSampleAnswer =
  | { readonly status: 'converted'; readonly writers: Readonly<Record<OutputFormat, string>> }
  | {
      readonly status: 'measured';
      readonly sample: Omit<InsideSample, 'traffic'>;
      readonly passBytes: readonly OutputBytes[];
      /** Of each timed pass, in order. */
      readonly passes: readonly ClientTraffic[];
      /** Of the process. */
      readonly client: ClientTraffic;
    }
  | { readonly status: 'unsupported'; readonly because: string };
