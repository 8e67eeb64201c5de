import { type GeneratedScenario, s3Scenarios } from '@parquetry/bench/scenarios';

/** The engine whose pipeline is compared, by its name in the scenario. */
export const CONTENDER = 'simd';

/** How much is done in a pair. */
export interface S3Load {
  readonly files: number;
  readonly bytesPerFile: number;
  /** Converted before the first turn, so that V8 has seen the code. */
  readonly warmupFiles: number;
  /** Of each side. */
  readonly turns: number;
}

export const S3_LOAD: S3Load = { files: 24, bytesPerFile: 32 << 10, warmupFiles: 72, turns: 6 };

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

/** How the contender carries objects through. */
export const s3Setup = full!.store!.pipelines[CONTENDER]!;
