import type { ScenarioDefinition, SliceRule } from './scenario.ts';

const KB = 1 << 10;
const MB = 1 << 20;
const UNLIMITED = Number.MAX_SAFE_INTEGER;

const ROW_OBJECTS = 'an engine that builds an object per row would take minutes for the whole dataset';
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

/** A scenario on generated data: `files` files of about `bytesPerFile` bytes. */
export interface GeneratedScenario extends ScenarioDefinition {
  readonly data: { readonly recipe: 'state-vectors'; readonly files: number; readonly bytesPerFile: number };
}

export const smallFiles: GeneratedScenario = {
  name: 'small-files',
  title: '200 files of 64 KB',
  question: 'How many small files are converted in a minute?',
  data: { recipe: 'state-vectors', files: 200, bytesPerFile: 64 * KB },
  sampling: { processes: 6, iterations: 2, warmupFiles: 10 },
  slices: {
    engines: {
      sequential: firstFiles(20, ROW_OBJECTS),
      'worker-pool': firstFiles(24, ROW_OBJECTS),
    },
    commands: firstFiles(10, PROCESS_PER_FILE),
  },
};

export const largeFile: GeneratedScenario = {
  name: 'large-file',
  title: 'One file of 64 MB',
  question: 'How fast is one large file converted?',
  data: { recipe: 'state-vectors', files: 1, bytesPerFile: 64 * MB },
  sampling: { processes: 6, iterations: 1, warmupFiles: 0 },
  slices: {
    engines: {
      sequential: firstBytes(4 * MB, ROW_OBJECTS),
      'worker-pool': firstBytes(4 * MB, ROW_OBJECTS),
    },
  },
};

export const generatedScenarios: readonly GeneratedScenario[] = [smallFiles, largeFile];

/** The user's own files. */
export const userFiles: ScenarioDefinition = {
  name: 'user-files',
  title: 'Your files',
  question: 'How fast are these files converted?',
  sampling: { processes: 6, iterations: 2, warmupFiles: 1 },
  slices: {
    engines: {
      sequential: firstBytes(4 * MB, ROW_OBJECTS),
      'worker-pool': firstBytes(4 * MB, ROW_OBJECTS),
    },
  },
};
