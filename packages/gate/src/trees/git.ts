import { execFile } from 'node:child_process';
import { GateFailure } from '../unit/gate-failure.ts';
import { type Environment, treeEnvironment } from './tree-environment.ts';

const LONGEST_ANSWER_BYTES = 2 ** 30;
const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

export interface GitOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

class GitError extends Error {
  readonly exitCode: number;

  constructor(words: readonly string[], exitCode: number, complaint: string, cause: Error) {
    super(`git ${words.join(' ')}: ${complaint.trim() || cause.message}`, { cause });
    this.exitCode = exitCode;
  }
}

/** git as it answers here: in English, without writing to the repositories that it is only asked about. */
export class Git {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #signal: AbortSignal | undefined;

  constructor(environment: Environment, signal: AbortSignal | undefined) {
    this.#environment = { ...treeEnvironment(environment), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
    this.#signal = signal;
  }

  /** What git prints. */
  run(directory: string, words: readonly string[], { environment, input }: GitOptions = {}): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const child = execFile(
      'git',
      [...NO_HOOKS, '-C', directory, ...words],
      {
        env: { ...this.#environment, ...environment },
        maxBuffer: LONGEST_ANSWER_BYTES,
        ...(this.#signal && { signal: this.#signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (this.#signal?.aborted) reject(this.#signal.reason);
        else if (typeof error.code === 'number') reject(new GitError(words, error.code, stderr, error));
        else reject(new GateFailure('no-base', `git cannot be run: ${error.message}`, { cause: error }));
      },
    );
    // A git that ends before it has read all says so by its exit code.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
    return promise;
  }

  /** What git prints, without the line end; undefined where it ends in an error. */
  async ask(directory: string, ...words: readonly string[]): Promise<string | undefined> {
    try {
      return (await this.run(directory, words)).replace(/\n$/, '');
    } catch (error) {
      if (error instanceof GitError) return undefined;
      throw error;
    }
  }

  /** The parts of an answer that end in NUL. */
  async list(directory: string, ...words: readonly string[]): Promise<string[]> {
    return (await this.run(directory, words)).split('\0').filter((part) => part !== '');
  }
}

/** A checkout, as seen from a directory in it. */
export interface Repository {
  readonly root: string;
  readonly gitDirectory: string;
  /** From the root to the directory, with a slash at its end; empty at the root. */
  readonly prefix: string;
}

/**
 * The checkout that a directory is in; undefined where there is none.
 *
 * @throws GateFailure where git refuses to say, as it does with a checkout of another owner.
 */
export async function findRepository(git: Git, directory: string): Promise<Repository | undefined> {
  try {
    const asked = ['--show-toplevel', '--absolute-git-dir', '--show-prefix'];
    const answer = await git.run(directory, ['rev-parse', ...asked]);
    const [root = '', gitDirectory = '', prefix = ''] = answer.split('\n');
    return { root, gitDirectory, prefix };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (error.message.includes('not a git repository')) return undefined;
    throw new GateFailure('no-base', `${directory}: ${error.message}`, { cause: error });
  }
}
