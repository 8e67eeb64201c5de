import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/convert/settings/read-settings.ts';
import { SettingsError } from '../../src/convert/settings/settings-error.ts';
import { variableNames } from '../../src/convert/settings/variables.ts';

const NEEDED = { INPUT_BUCKET: 'flight-data-raw', OUTPUT_BUCKET: 'flight-data-processed' };
const MIB = 1 << 20;

const settingsOf = (environment: Record<string, string>) => readSettings({ ...NEEDED, ...environment });

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

/** The source document's own, without the features that are none of ours. */
const DOCUMENTED = {
  ENVIRONMENT: 'prod',
  AWS_REGION: 'us-east-1',
  LOG_LEVEL: 'INFO',
  ...NEEDED,
  ERROR_BUCKET: 'flight-data-errors',
  CHUNK_SIZE: '10000',
  MAX_WORKERS: '4',
  MEMORY_LIMIT_MB: '3008',
  COMPRESSION_TYPE: 'snappy',
  ENABLE_CACHING: 'true',
  ENABLE_PARALLEL_PROCESSING: 'true',
  ENABLE_CIRCUIT_BREAKER: 'true',
  MAX_RETRIES: '3',
  DLQ_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/etl-dlq',
  ENABLE_CALCULATED_FIELDS: 'false',
  ENABLE_FLIGHT_PHASES: 'false',
  ENABLE_DUPLICATE_REMOVAL: 'false',
};

describe('settings of the function', () => {
  it('are documented, every one', () => {
    const page = readFileSync(new URL('../../../../docs/functions.md', import.meta.url), 'utf8');
    expect(
      variableNames.filter((name) => !page.includes(`| \`${name}\``) && !page.includes(`, \`${name}\``)),
    ).toEqual([]);
  });

  it('are all that the environment variables say', () => {
    const settings = readSettings({ ...DOCUMENTED, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3008' });
    expect(settings).toMatchObject({
      environment: 'prod',
      logLevel: 'INFO',
      input: { bucket: 's3://flight-data-raw', prefix: '' },
      output: { bucket: 's3://flight-data-processed', prefix: '' },
      errors: { bucket: 's3://flight-data-errors', prefix: '' },
      engine: 'simd',
      outputs: [{ format: 'parquet', codec: 'snappy', rowGroupRows: 10_000 }],
      memoryBytes: 2256 * MIB,
      concurrency: 16,
      deadLetterQueue: DOCUMENTED.DLQ_QUEUE_URL,
      pipeline: { threads: 4, jobAttempts: 4, resilience: 'full', cacheBytes: 282 * MIB, storeThread: true },
    });
  });

  it.each([
    [128, 32, 1],
    [256, 160, 1],
    [1769, 1326, 1],
    [3008, 2256, 2],
    [10_240, 7680, 6],
  ])('follow from %i MB where nothing is said: %i MiB for the engine, %i threads', (mb, memory, threads) => {
    const { memoryBytes, pipeline } = settingsOf({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${mb}` });
    expect([memoryBytes / MIB, pipeline.threads]).toEqual([memory, threads]);
  });

  it('have all problems in one message', () => {
    const problems = problemsOf({
      OUTPUT_BUCKET: 'Not A Bucket',
      CHUNK_SIZE: 'many',
      MAX_WORKERS: '0',
      COMPRESSION_TYPE: 'rar',
      ENABLE_CACHING: 'perhaps',
      LOG_LEVEL: 'loud',
      FORMATS: 'parquet,orc',
      DLQ_QUEUE_URL: 'queue',
      ENABLE_FLIGHT_PHASES: 'true',
    });
    expect(problems.map((one) => one.split(/ |:/)[0])).toEqual([
      'LOG_LEVEL',
      'OUTPUT_BUCKET',
      'FORMATS',
      'COMPRESSION_TYPE',
      'CHUNK_SIZE',
      'MAX_WORKERS',
      'DLQ_QUEUE_URL',
      'ENABLE_CACHING',
      'INPUT_BUCKET',
      'ENABLE_FLIGHT_PHASES',
    ]);
  });

  it('say each problem with what was found and what it must be', () => {
    expect(() => settingsOf({ CHUNK_SIZE: '-1', MAX_RETRIES: 'x' })).toThrow(
      'the environment variables have 2 problems; docs/functions.md lists them all\n' +
        '- CHUNK_SIZE is "-1": it must be a whole number from 1\n' +
        '- MAX_RETRIES is "x": it must be a whole number from 0 to 100',
    );
  });

  it.each(['ENABLE_CALCULATED_FIELDS', 'ENABLE_FLIGHT_PHASES', 'ENABLE_DUPLICATE_REMOVAL'])(
    'refuse %s, with the reason, and take false for it',
    (name) => {
      expect(() => settingsOf({ [name]: 'true' })).toThrow('converts rows and does not change them');
      expect(() => settingsOf({ [name]: 'FALSE' })).not.toThrow();
    },
  );

  it('refuse outputs among the sources, which would never end', () => {
    expect(problemsOf({ INPUT_BUCKET: 'lake', OUTPUT_BUCKET: 'lake' })).toEqual([
      expect.stringContaining('again and again'),
    ]);
    expect(
      problemsOf({ INPUT_BUCKET: 'lake', INPUT_PREFIX: 'in', OUTPUT_BUCKET: 'lake', OUTPUT_PREFIX: 'out/' }),
    ).toEqual([]);
  });

  it('refuse rows that are set aside among the sources too', () => {
    expect(problemsOf({ ...NEEDED, ERROR_BUCKET: NEEDED.INPUT_BUCKET })).toHaveLength(1);
  });

  it('refuse retries without a breaker, and take none of both', () => {
    expect(problemsOf({ ...NEEDED, ENABLE_CIRCUIT_BREAKER: 'false', MAX_RETRIES: '3' })).toHaveLength(1);
    const { pipeline } = settingsOf({ ENABLE_CIRCUIT_BREAKER: 'false' });
    expect(pipeline.resilience).toBe('none');
  });

  it('refuse to be told what is written twice', () => {
    const problems = problemsOf({ ...NEEDED, RECIPE: 's3://a/b.json', FORMATS: 'avro', CHUNK_SIZE: '1' });
    expect(problems).toEqual([expect.stringContaining('FORMATS'), expect.stringContaining('CHUNK_SIZE')]);
  });

  it('do one thing after the other where parallel processing is off, whatever else is said', () => {
    const { pipeline, concurrency } = settingsOf({ ENABLE_PARALLEL_PROCESSING: 'false', MAX_WORKERS: '4' });
    expect(concurrency).toBe(1);
    expect(pipeline).toMatchObject({
      threads: 1,
      filesInFlight: 1,
      outputsTogether: false,
      storeThread: false,
    });
  });

  it.each([
    ['gzip', 'gzip', 'deflate'],
    ['zstd', 'zstd', 'deflate'],
    ['lz4', 'lz4_raw', 'snappy'],
    ['none', 'none', 'null'],
  ])('write %s as the codecs that each format has', (word, parquet, avro) => {
    const { outputs } = settingsOf({ COMPRESSION_TYPE: word, FORMATS: 'avro, Parquet' });
    expect(outputs.map(({ codec }) => codec)).toEqual([parquet, avro]);
  });

  it('never allow more than the function has', () => {
    const { memoryBytes } = settingsOf({
      MEMORY_LIMIT_MB: '3008',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    });
    expect(memoryBytes).toBe(384 * MIB);
  });

  it('take an empty variable for one that is not set', () => {
    expect(settingsOf({ DLQ_QUEUE_URL: ' ', ENGINE: '' })).toMatchObject({
      engine: 'simd',
      deadLetterQueue: undefined,
    });
  });

  it('are the machine’s where no function tells its size', () => {
    const { memoryBytes, pipeline } = readSettings(NEEDED, { memoryMb: 1024, threads: 3 });
    expect([memoryBytes / MIB, pipeline.threads]).toEqual([768, 3]);
  });
});
