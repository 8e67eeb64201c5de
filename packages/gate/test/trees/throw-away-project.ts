import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { type PrepareTreesRequest, prepareTrees } from '../../src/trees/prepare-trees.ts';

/** git as a user who has no settings. */
export const ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'protocol.file.allow',
  GIT_CONFIG_VALUE_0: 'always',
  GIT_CONFIG_KEY_1: 'init.defaultBranch',
  GIT_CONFIG_VALUE_1: 'main',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

/** A directory of files, in git once `commit` is called, and the gate's work directory beside it. */
export class ThrowAwayProject implements Disposable {
  readonly temporary = realpathSync(mkdtempSync(join(tmpdir(), 'gate-trees-')));
  readonly directory: string;
  readonly workDirectory = join(this.temporary, 'work');

  constructor(name = 'project') {
    this.directory = join(this.temporary, name);
    mkdirSync(this.directory);
  }

  git(...words: string[]): string {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const env = ENVIRONMENT as NodeJS.ProcessEnv;
    return execFileSync('git', words, {
      cwd: this.directory,
      env,
      encoding: 'utf8',
      stdio: [...stdio],
    }).trim();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /** The new commit. */
  commit(files: Readonly<Record<string, string>>): string {
    if (!existsSync(join(this.directory, '.git'))) this.git('init', '-q');
    this.write(files);
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', 'a commit');
    return this.git('rev-parse', 'HEAD');
  }

  /** A program of that name in a directory of the project. */
  program(name: string, script: string, directory: string): void {
    this.write({ [join(directory, name)]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(this.directory, directory, name), 0o755);
  }

  prepare(request: Partial<PrepareTreesRequest> = {}) {
    const { directory: projectDirectory, workDirectory } = this;
    return prepareTrees({ projectDirectory, workDirectory, environment: ENVIRONMENT, ...request });
  }

  [Symbol.dispose](): void {
    rmSync(this.temporary, { recursive: true, force: true });
  }
}

let template: ThrowAwayProject | undefined;
afterAll(() => template?.[Symbol.dispose]());

/** A project on the branch `feature`, one commit after `main`: `source` says `old` in base and `new` in head. */
export function branchedProject(files: Readonly<Record<string, string>> = {}): ThrowAwayProject {
  const make = (project: ThrowAwayProject) => {
    project.commit({ source: 'old', '.gitignore': 'node_modules\nbuilt\n', ...files });
    project.git('checkout', '-q', '-b', 'feature');
    project.commit({ source: 'new' });
    return project;
  };
  const project = new ThrowAwayProject();
  if (Object.keys(files).length > 0) return make(project);
  template ??= make(new ThrowAwayProject());
  cpSync(template.directory, project.directory, { recursive: true, preserveTimestamps: true });
  return project;
}

export const read = (directory: string, path: string) => readFileSync(join(directory, path), 'utf8');
