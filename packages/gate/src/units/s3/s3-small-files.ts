import { s3Scenarios } from '@parquetry/bench/scenarios';

const [FULL] = s3Scenarios.filter(({ name }) => name === 's3-small-files');
const FILES = 24;
const BYTES_PER_FILE = 32 << 10;

/** The engine whose pipeline is compared, by its name in the scenario. */
export const CONTENDER = 'simd';

/** The scenario of that name with fewer and smaller objects: a pass takes tens of milliseconds, so that a pair takes a second. */
export const s3SmallFiles = {
  ...FULL!,
  title: `${FILES} objects of ${BYTES_PER_FILE >> 10} KB, no network between`,
  data: { recipe: 'state-vectors', files: FILES, bytesPerFile: BYTES_PER_FILE },
  engines: [CONTENDER],
  slices: { engines: {} },
  threads: 1,
} as const;
