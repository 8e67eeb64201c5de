import { type GeneratedScenario, s3Scenarios } from '@parquetry/bench/scenarios';

/** The engine whose pipeline is compared, by its name in the scenario. */
export const CONTENDER = 'simd';

/** How much is done in a pair. */
export interface S3Load {
  readonly files: number;
  readonly bytesPerFile: number;
  /** Of files in flight, and of connections: with fewer than requests, one that is not used again shows. */
  readonly atOnce: number;
  /** Converted before the first turn, so that V8 has seen the code. */
  readonly warmupFiles: number;
  /** Of each side. */
  readonly turns: number;
}

/** Many short turns: what else a machine does falls on both sides of most of them. */
export const S3_LOAD: S3Load = { files: 8, bytesPerFile: 32 << 10, atOnce: 8, warmupFiles: 40, turns: 12 };

const [full] = s3Scenarios.filter(({ name }) => name === 's3-small-files');

/** The scenario of that name with fewer and smaller objects, converted in one thread. */
export const smallFilesOf = ({ files, bytesPerFile }: S3Load) =>
  ({
    ...full!,
    title: `${files} objects of ${bytesPerFile >> 10} KB, no network between`,
    data: { recipe: 'state-vectors', files, bytesPerFile },
    engines: [CONTENDER],
    slices: { engines: {} },
    threads: 1,
  }) as const satisfies GeneratedScenario;

export const s3SmallFiles = smallFilesOf(S3_LOAD);

/** Of the pipeline, those that are not its defaults. */
export const settingsOf = ({ atOnce }: S3Load) => ({
  filesInFlight: atOnce,
  s3: { connections: atOnce },
});
