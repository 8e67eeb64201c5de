import type { PipelineSettingsInput } from '@parquetry/delivery';

/**
 * `baseline`: what the document calls the original. `alone`: one measure on top of it. `together`: all measures, with the
 * codecs held fixed. `engine`: the same with better codecs, which the document does not speak of: no verdict rests on it.
 */
export type RungKind = 'baseline' | 'alone' | 'together' | 'engine';

export interface Rung {
  readonly name: string;
  readonly title: string;
  /** What is different from the baseline, in words. */
  readonly what: string;
  readonly kind: RungKind;
  readonly engine: string;
  readonly settings: PipelineSettingsInput;
}

const MIB = 1 << 20;
const FILES_IN_FLIGHT = 32;
/** Two for whatever is not a file. */
const CONNECTIONS = FILES_IN_FLIGHT + 2;

/** One after the other, each request on a connection of its own, tried once. */
const ORIGINAL: PipelineSettingsInput = {
  s3: { connections: 1, keepAlive: false, attempts: 1 },
  filesInFlight: 1,
  outputsTogether: false,
  cacheBytes: 0,
  resilience: 'none',
  jobAttempts: 1,
};

const cached: PipelineSettingsInput = { cacheBytes: 256 * MIB };
const retried: PipelineSettingsInput = { resilience: 'full', jobAttempts: 4 };

export const BASELINE = 'original';
export const OPTIMIZED = 'optimized';

interface Codecs {
  /** That of the original; for a command, its name. */
  readonly inTurn: string;
  /** The same codecs, with the formats of a file in parallel; undefined for a command, which writes them as it does. */
  readonly inParallel: string | undefined;
  /** What the original is, in words. */
  readonly what: string;
}

const parallel: PipelineSettingsInput = { filesInFlight: FILES_IN_FLIGHT };

/** One measure each, on top of the original. */
function measuresAlone({ inTurn, inParallel }: Codecs): Rung[] {
  const { s3 } = ORIGINAL;
  const alone = { kind: 'alone', engine: inTurn } as const;
  const formats: Rung[] =
    inParallel === undefined
      ? []
      : [
          {
            ...alone,
            name: 'formats-in-parallel',
            title: 'Formats in parallel',
            what: 'Parquet and Avro are made by threads of their own and sent at once',
            engine: inParallel,
            settings: { ...ORIGINAL, outputsTogether: true, s3: { ...s3, connections: 2 } },
          },
        ];
  return [
    {
      ...alone,
      name: 'pooled',
      title: 'Pooled connections',
      what: 'connections stay open and are used again',
      settings: { ...ORIGINAL, s3: { ...s3, keepAlive: true } },
    },
    {
      ...alone,
      name: 'files-in-parallel',
      title: 'Files in parallel',
      what: `${FILES_IN_FLIGHT} files at once: while some wait for S3 others are converted`,
      settings: { ...ORIGINAL, ...parallel, s3: { ...s3, connections: CONNECTIONS } },
    },
    ...formats,
    {
      ...alone,
      name: 'cached',
      title: 'LRU cache',
      what: 'what was read is kept, up to 256 MiB',
      settings: { ...ORIGINAL, ...cached },
    },
    {
      ...alone,
      name: 'retrying',
      title: 'Retries',
      what: 'requests and files that fail for a while are tried again',
      settings: { ...ORIGINAL, ...retried, s3: { ...s3, attempts: 3 } },
    },
  ];
}

function climb(codecs: Codecs): Rung[] {
  const together: PipelineSettingsInput = {
    ...ORIGINAL,
    ...parallel,
    ...cached,
    ...retried,
    outputsTogether: true,
    s3: { connections: CONNECTIONS, keepAlive: true, attempts: 3 },
  };
  const { inTurn, inParallel = inTurn, what } = codecs;
  const engines = ['wasm-arrow', 'simd'].map(
    (engine): Rung => ({
      name: `optimized-${engine}`,
      title: `Optimized, ${engine}`,
      what: `all of these, and the engine ${engine}`,
      kind: 'engine',
      engine,
      settings: together,
    }),
  );
  return [
    { name: BASELINE, title: 'Original', what, kind: 'baseline', engine: inTurn, settings: ORIGINAL },
    ...measuresAlone(codecs),
    {
      name: OPTIMIZED,
      title: 'Optimized',
      what: 'all of these together, with the codecs of the original',
      kind: 'together',
      engine: inParallel,
      settings: together,
    },
    ...engines,
  ];
}

const ONE_AFTER_THE_OTHER =
  'one file after the other, a new connection for each call, nothing cached, nothing tried again';

/** The steps from the original, our Node re-implementation, to the optimized pipeline. */
export const ladder: readonly Rung[] = climb({
  inTurn: 'sequential',
  inParallel: 'worker-pool',
  what: `our Node re-implementation: ${ONE_AFTER_THE_OTHER}`,
});

/** The same steps with a command in place of the original's codecs: a process for each file, one for each core at once. */
export const commandLadder = (command: string): readonly Rung[] =>
  climb({
    inTurn: command,
    inParallel: undefined,
    what: `${command}: GET, the command, PUT; ${ONE_AFTER_THE_OTHER}`,
  });
