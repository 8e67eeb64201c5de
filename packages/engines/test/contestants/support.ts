import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Conversion,
  type ConversionPlan,
  type Engine,
  type EngineLimits,
  type EngineSession,
  fileStore,
  type ObjectStore,
} from '@parquetry/core';
import { afterAll, beforeAll } from 'vitest';
import { type ContestantName, loadEngine } from '../../src/index.ts';
import {
  type Converted,
  filesOf,
  PLAIN_CSV,
  planFor,
  store as put,
  type TextOptions,
} from '../support/convert-csv.ts';

export const LIMITS: EngineLimits = { memoryBytes: 2 ** 30, threads: 2 };

export interface OpenContestant {
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly store: ObjectStore;
  readonly directory: string;
  /** Plans the conversion of a text in a file of its own; CSV is as RFC 4180 has it unless told otherwise. */
  plan(text: string | Uint8Array, options?: TextOptions, name?: string): Promise<ConversionPlan>;
  convert(text: string | Uint8Array, options?: TextOptions, name?: string): Promise<Converted>;
}

async function start(name: ContestantName): Promise<OpenContestant> {
  const engine = await loadEngine(name);
  const store = fileStore();
  const directory = await mkdtemp(join(tmpdir(), `parquetry-${name}-`));
  const session = await engine.open(store, LIMITS);
  let files = 0;

  async function plan(text: string | Uint8Array, options: TextOptions = {}, file?: string) {
    files += 1;
    const ref = { bucket: directory, key: file ?? `${files}.txt` };
    await put(store, ref, text);
    const to = join(directory, `out-${files}`);
    return planFor(store, ref, { avro: null, to, ...(options.kind === 'json' ? {} : PLAIN_CSV), ...options });
  }
  async function convert(text: string | Uint8Array, options: TextOptions = {}, file?: string) {
    const planned = await plan(text, options, file);
    const conversion: Conversion = await session.convert(planned);
    if (conversion.status === 'unsupported') return conversion;
    return { ...(await filesOf(store, planned, conversion.result)), plan: planned };
  }
  return { engine, session, store, directory, plan, convert };
}

/** Opens a contestant over files for the tests of a block. */
export function contestant(name: ContestantName): () => OpenContestant {
  let opened: OpenContestant | undefined;
  beforeAll(async () => {
    opened = await start(name);
  });
  afterAll(async () => {
    await opened?.session[Symbol.asyncDispose]();
    if (opened) await rm(opened.directory, { recursive: true, force: true });
  });
  return () => opened!;
}
