import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A machine of a workflow: a directory, and commands that are not what they are elsewhere. */
export interface Runner extends AsyncDisposable {
  readonly directory: string;
  /** Where a step keeps what it makes. */
  readonly temp: string;
  answer(name: string, content: unknown): Promise<void>;
  /** Lines that the false commands were called with. */
  calls(): Promise<string[]>;
  run(script: string, env?: Readonly<Record<string, string>>): Promise<{ code: number; output: string }>;
}

const text = (path: string) => readFile(path, 'utf8').catch(() => '');

/** Says what it was asked with, and answers from files; where there is none, it fails as an unreachable API does. */
const GH = `#!/bin/bash
printf '%s\\n' "gh $*" >> "$CALLS"
case "$*" in
  auth*) ;;
  *'/pulls '*) cat "$ANSWERS/pulls" ;;
  *'/artifacts?'*) cat "$ANSWERS/artifacts" ;;
  *'--paginate'*'/comments?'*) cat "$ANSWERS/comments" ;;
  *'--silent'*) ;;
  *) exit 64 ;;
esac
`;
const NPX = `#!/bin/bash
printf '%s\\n' "npx $*" >> "$CALLS"
printf 'token:%s\\n' "$GH_TOKEN" >> "$CALLS"
cat "$ANSWERS/npx"
`;

export async function openRunner(): Promise<Runner> {
  const directory = await mkdtemp(join(tmpdir(), 'workflow-'));
  const [bin, answers, temp, log] = ['bin', 'answers', 'temp', 'calls'].map((name) => join(directory, name));
  if (!bin || !answers || !temp || !log) throw new Error('no paths');
  await Promise.all([bin, answers, temp].map((one) => mkdir(one)));
  for (const [name, script] of [
    ['gh', GH],
    ['npx', NPX],
  ] as const) {
    await writeFile(join(bin, name), script);
    await chmod(join(bin, name), 0o755);
  }
  const environment = {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    ANSWERS: answers,
    CALLS: log,
    RUNNER_TEMP: temp,
    GITHUB_REPOSITORY: 'owner/project',
    GITHUB_OUTPUT: join(directory, 'output'),
  };
  return {
    directory,
    temp,
    answer: (name, content) =>
      writeFile(join(answers, name), typeof content === 'string' ? content : JSON.stringify(content)),
    calls: async () => (await text(log)).split('\n').filter((line) => line !== ''),
    run: (script, env = {}) => {
      const { promise, resolve, reject } = Promise.withResolvers<{ code: number; output: string }>();
      // As GitHub starts a step whose shell is bash.
      const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
        cwd: directory,
        env: { ...environment, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (part) => (output += String(part)));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? -1, output }));
      return promise;
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
