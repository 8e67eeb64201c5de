import { type PreparedScenario, prepareGenerated } from '@parquetry/bench';
import type { GateScenario } from './gate-scenario.ts';

const MEMORY_BYTES = 1 << 30;

export interface PrepareGateOptions {
  /** Generated files are kept here. */
  readonly dataDirectory: string;
  readonly seed: number;
}

/** Generates the files, or finds them intact from an earlier run. */
export const prepareGateScenario = (
  { name, about, engine, data, threads }: GateScenario,
  { dataDirectory, seed }: PrepareGateOptions,
  signal?: AbortSignal,
): Promise<PreparedScenario> =>
  prepareGenerated(
    {
      name,
      title: about,
      question: 'Is head slower than base?',
      sampling: { processes: 1, iterations: 1, warmupFiles: 0 },
      slices: { engines: {} },
      data,
    },
    seed,
    {
      directory: dataDirectory,
      plan: { formats: ['parquet', 'avro'], parquetCodec: 'snappy', avroCodec: 'snappy' },
      limits: { threads, memoryBytes: MEMORY_BYTES },
      engines: [engine],
      reference: engine,
      repeat: `parquetry gate --scenarios ${name}`,
      signal,
    },
  );
