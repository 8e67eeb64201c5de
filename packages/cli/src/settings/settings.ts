import { availableParallelism, totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { s3Scenarios } from '@parquetry/bench/scenarios';
import { avroCodecs, parquetCodecs } from '@parquetry/core';
import { contenderNames, engineNames, isEngineName } from '@parquetry/engines';
import { z } from 'zod';

const MEBIBYTE = 1 << 20;

const commaList = (text: string) => text.split(',').map((part) => part.trim());

const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (typeof value === 'string' ? commaList(value) : value), z.array(item).min(1));

const WHOLE_NUMBER = 'it must be a whole number from 1';
const count = z.coerce.number(WHOLE_NUMBER).int(WHOLE_NUMBER).positive(WHOLE_NUMBER);

const engine = z.string().refine(isEngineName, {
  error: (issue) => `unknown engine ${JSON.stringify(issue.input)}; known: ${engineNames.join(', ')}`,
});

const pipelineNames = s3Scenarios.flatMap(({ engines = [] }) => engines);
const benchmarked = [...new Set<string>([...contenderNames, ...pipelineNames])];

/** Those of scenarios on a store have names of their own. */
const contender = z.string().refine((name) => benchmarked.includes(name), {
  error: (issue) => `unknown engine ${JSON.stringify(issue.input)}; known: ${contenderNames.join(', ')}`,
});

/** Heap and machine both bound what a conversion may hold. */
const defaultMemoryMb = () =>
  Math.floor(Math.min(totalmem() * 0.75, getHeapStatistics().heap_size_limit) / MEBIBYTE);

/** Every setting: its type, its default and what it is for. Flags, `PARQUETRY_*` and the file share these names. */
export const settingDefinitions = {
  engine: { schema: engine, fallback: () => 'simd', about: 'engine that converts' },
  engines: { schema: listOf(contender), fallback: () => [...engineNames], about: 'engines to benchmark' },
  threads: { schema: count, fallback: () => availableParallelism(), about: 'threads an engine may use' },
  memory: { schema: count, fallback: defaultMemoryMb, about: 'memory an engine may use, in MiB' },
  to: {
    schema: listOf(z.enum(['parquet', 'avro'])),
    fallback: () => undefined,
    about: 'output formats',
  },
  parquetCodec: { schema: z.enum(parquetCodecs), fallback: () => 'snappy', about: 'Parquet compression' },
  avroCodec: { schema: z.enum(avroCodecs), fallback: () => 'snappy', about: 'Avro compression' },
  prefer: {
    schema: z.enum(['size', 'speed']),
    fallback: () => undefined,
    about: 'what to spare in Parquet: bytes, or time',
  },
  results: {
    schema: z.string().min(1),
    fallback: () => '.parquetry',
    about: 'folder of records and the report',
  },
  reference: {
    schema: z.string().min(1),
    fallback: () => 'sequential',
    about: 'engine the others are compared with',
  },
  endpoint: {
    schema: z.url({ protocol: /^https?$/, error: 'it must be a URL such as http://127.0.0.1:9000' }),
    fallback: () => undefined,
    about: 'address of an S3 that is not AWS',
  },
  region: {
    schema: z.string().min(1),
    fallback: () => undefined,
    about: 'AWS region of the buckets',
  },
} as const satisfies Record<string, { schema: z.ZodType; fallback: () => unknown; about: string }>;

export type SettingName = keyof typeof settingDefinitions;

export const settingNames = Object.keys(settingDefinitions) as readonly SettingName[];

export interface Settings {
  readonly engine: (typeof engineNames)[number];
  /** Those of scenarios on a store included. */
  readonly engines: readonly string[];
  readonly threads: number;
  readonly memory: number;
  readonly to: readonly ('parquet' | 'avro')[] | undefined;
  readonly parquetCodec: (typeof parquetCodecs)[number];
  readonly avroCodec: (typeof avroCodecs)[number];
  readonly prefer: 'size' | 'speed' | undefined;
  readonly results: string;
  readonly reference: string;
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
}

/** `parquetCodec` → `PARQUETRY_PARQUET_CODEC` */
export const environmentName = (name: SettingName) =>
  `PARQUETRY_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** `parquetCodec` → `--parquet-codec` */
export const flagName = (name: SettingName) =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
