import type { GeneratedScenario, ScenarioDefinition, SliceRule } from './scenario.ts';

const KB = 1 << 10;
const MB = 1 << 20;
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Of text, for engines that build an object per row: nearly a second of work, as much before it to warm up. */
const ROW_ENGINE_BYTES = 1.5 * MB;
/** Of the small files, for the same engines: every pass of theirs comes after a warm-up of half as many. */
const ROW_ENGINE_FILES = 40;
/** Below this nobody gets a slice of the user's files. */
const WHOLE_USER_BYTES = 8 * MB;

const SHORT_RUN = 'to keep a run of both scenarios short';
const SHORT_USER_RUN = 'so that an engine that is slow on large files does not hold up the run';
const PROCESS_PER_FILE = 'a command is started once per file';

const firstFiles = (maxFiles: number, because: string): SliceRule => ({
  maxFiles,
  maxBytes: UNLIMITED,
  because,
});
const firstBytes = (maxBytes: number, because: string): SliceRule => ({
  maxFiles: UNLIMITED,
  maxBytes,
  because,
});

export const smallFiles: GeneratedScenario = {
  name: 'small-files',
  title: '200 files of 64 KB',
  question: 'How many small files are converted in a minute?',
  data: { recipe: 'state-vectors', files: 200, bytesPerFile: 64 * KB },
  sampling: { processes: 6, iterations: 1, warmupFiles: 20 },
  slices: {
    engines: {
      sequential: firstFiles(ROW_ENGINE_FILES, SHORT_RUN),
      'worker-pool': firstFiles(ROW_ENGINE_FILES, SHORT_RUN),
    },
    commands: firstFiles(10, PROCESS_PER_FILE),
  },
};

const largeFile: GeneratedScenario = {
  name: 'large-file',
  title: 'One file of 64 MB',
  question: 'How fast is one large file converted?',
  data: { recipe: 'state-vectors', files: 1, bytesPerFile: 64 * MB },
  sampling: { processes: 6, iterations: 1, warmupFiles: 0 },
  slices: {
    engines: {
      sequential: firstBytes(ROW_ENGINE_BYTES, SHORT_RUN),
      'worker-pool': firstBytes(ROW_ENGINE_BYTES, SHORT_RUN),
    },
  },
};

/** What a run measures that names nothing: short, and with every engine of the project. */
export const defaultScenarios: readonly GeneratedScenario[] = [smallFiles, largeFile];

/** The user's own files. */
export const userFiles: ScenarioDefinition = {
  name: 'user-files',
  title: 'Your files',
  question: 'How fast are these files converted?',
  sampling: { processes: 6, iterations: 2, warmupFiles: 1 },
  slices: {
    engines: {
      sequential: firstBytes(WHOLE_USER_BYTES, SHORT_USER_RUN),
      'worker-pool': firstBytes(WHOLE_USER_BYTES, SHORT_USER_RUN),
    },
  },
};
