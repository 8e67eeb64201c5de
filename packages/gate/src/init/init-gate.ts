import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readReviewedFile } from '../reviewed/read-reviewed-file.ts';
import { REVIEWED_FILE } from '../reviewed/reviewed-file.ts';
import { GateFailure } from '../unit/gate-failure.ts';
import { commentWorkflow } from './comment-workflow.ts';
import { describeSetup } from './describe-project.ts';
import { gateWorkflow } from './gate-workflow.ts';
import { starterFile, suggestBenchmark } from './starter-file.ts';

/** A file of the gate, by its path from the root of the project. */
export interface InitFile {
  readonly path: string;
  readonly state: 'written' | 'already there';
}

export interface Initialised {
  readonly files: readonly InitFile[];
  /** What is left to do by hand, in sentences. */
  readonly next: readonly string[];
}

export interface InitRequest {
  /** The root of a git repository. */
  readonly directory: string;
  readonly defaultBranch: string;
  /** Of measuring, for each run. */
  readonly maxMinutes?: number;
}

interface Wanted {
  readonly path: string;
  readonly text: string;
}

const DEFAULT_MINUTES = 20;
/** What a branch may be called so that a shell and GitHub's patterns read its name as it is. */
const PLAIN_BRANCH = /^[A-Za-z0-9_][A-Za-z0-9._/-]*$/;

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function requireRoot(directory: string): Promise<void> {
  try {
    await access(join(directory, '.git'));
  } catch (cause) {
    throw new GateFailure(
      'workflows',
      `${directory} is not the root of a git repository, and GitHub reads workflows from nowhere else; run gate init there`,
      { cause },
    );
  }
}

/** The workflows as they would be written for a project. */
export async function plannedWorkflows(request: InitRequest): Promise<Wanted[]> {
  const { directory, defaultBranch, maxMinutes = DEFAULT_MINUTES } = request;
  if (!PLAIN_BRANCH.test(defaultBranch)) {
    throw new GateFailure(
      'workflows',
      `--branch ${defaultBranch}: a workflow cannot name such a branch safely; give one of letters, digits, '.', '_', '/' and '-'`,
    );
  }
  const setup = await describeSetup(directory);
  return [
    {
      path: '.github/workflows/parquetry-gate.yml',
      text: gateWorkflow({ ...setup, defaultBranch, maxMinutes }),
    },
    { path: '.github/workflows/parquetry-gate-comment.yml', text: commentWorkflow(setup) },
  ];
}

async function missingOf(directory: string, wanted: readonly Wanted[]): Promise<Wanted[]> {
  const found = await Promise.all(wanted.map(({ path }) => textAt(join(directory, path))));
  const different = wanted.filter(({ text }, at) => found[at] !== undefined && found[at] !== text);
  if (different.length > 0) {
    throw new GateFailure(
      'workflows',
      `${different.map(({ path }) => path).join(' and ')} would be written otherwise and ${different.length === 1 ? 'is' : 'are'} not replaced; nothing was written: move your own away, run gate init again and compare`,
    );
  }
  return wanted.filter((_one, at) => found[at] === undefined);
}

async function reviewedFile(directory: string): Promise<{ missing: Wanted[]; next: string[] }> {
  if ((await readReviewedFile(directory)) !== undefined) return { missing: [], next: [] };
  const benchmarks = await suggestBenchmark(directory);
  const next =
    benchmarks === undefined
      ? [
          `Name what is measured in ${REVIEWED_FILE}, such as "benchmarks": { "start": { "kind": "command", "run": "node dist/main.js --version" } }: until then every run ends in exit code 2.`,
        ]
      : [`See whether ${REVIEWED_FILE} names what matters: it was guessed from package.json.`];
  return { missing: [{ path: REVIEWED_FILE, text: starterFile(benchmarks) }], next };
}

/**
 * Writes two workflows for GitHub and a reviewed file to begin with, each where there is none. Nothing is replaced, and
 * where one would have to be, nothing is written.
 *
 * @throws GateFailure `workflows` naming the files that are there and differ.
 */
export async function initGate(request: InitRequest): Promise<Initialised> {
  const { directory } = request;
  await requireRoot(directory);
  const workflows = await plannedWorkflows(request);
  const reviewed = await reviewedFile(directory);
  const missing = [...(await missingOf(directory, workflows)), ...reviewed.missing];
  for (const { path, text } of missing) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text, { flag: 'wx' });
  }
  const files = [...workflows.map(({ path }) => path), REVIEWED_FILE].map((path): InitFile => {
    const isWritten = missing.some((one) => one.path === path);
    return { path, state: isWritten ? 'written' : 'already there' };
  });
  return {
    files,
    next: [
      ...reviewed.next,
      'Commit them to the default branch: until the workflow that comments is there, nothing is commented.',
      'Make the check "gate" required, and changes of .github and of the benchmarks reviewed: a pull request can change what measures it.',
    ],
  };
}
