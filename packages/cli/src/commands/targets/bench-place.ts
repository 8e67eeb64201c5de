import { rm } from 'node:fs/promises';
import type { TargetObjects } from '@parquetry/bench';
import type { FunctionFacts, TuneClients } from '@parquetry/tune';
import type { Terminal } from '../../terminal/terminal.ts';

/** Where a bench function is, before anything is done to it. */
export interface BenchPlace extends AsyncDisposable {
  readonly isLocal: boolean;
  /** As it stands in a record. */
  readonly name: string;
  readonly clients: TuneClients;
  readonly facts: FunctionFacts;
  readonly objects: TargetObjects;
  /** Below /tmp of the function. */
  readonly temporaryDirectory: string;
  /** Deletes the objects of this run. @returns what could not be, in words */
  clearObjects(): Promise<string[]>;
}

export interface PlaceRequest {
  readonly terminal: Terminal;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  /** Of whatever this run leaves for a while. */
  readonly runId: string;
}

export const temporaryFor = (runId: string): string => `/tmp/parquetry-bench-${runId}`;

/** A function of this machine has this machine's /tmp. */
export const removeTemporary = (path: string): Promise<void> => rm(path, { recursive: true, force: true });
