import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { initGate, plannedWorkflows } from '../../src/init/init-gate.ts';
import { readReviewedFile } from '../../src/reviewed/read-reviewed-file.ts';
import { REVIEWED_FILE } from '../../src/reviewed/reviewed-file.ts';
import { GateFailure } from '../../src/unit/gate-failure.ts';

const GATE = '.github/workflows/parquetry-gate.yml';
const COMMENT = '.github/workflows/parquetry-gate-comment.yml';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'init-'));
  await mkdir(join(directory, '.git'));
});
afterEach(() => rm(directory, { recursive: true }));

async function put(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), typeof content === 'string' ? content : JSON.stringify(content));
}
const text = (path: string) => readFile(join(directory, path), 'utf8');
const init = (defaultBranch = 'main') => initGate({ directory, defaultBranch });
const statesOf = async () => (await init()).files.map(({ state }) => state);

async function failureOf(run: Promise<unknown>): Promise<string> {
  const failure = await run.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GateFailure);
  return String(failure);
}

describe('what is there', () => {
  test('is written once, and found the second time', async () => {
    expect((await init()).files).toEqual([
      { path: GATE, state: 'written' },
      { path: COMMENT, state: 'written' },
      { path: REVIEWED_FILE, state: 'written' },
    ]);
    expect(await statesOf()).toEqual(['already there', 'already there', 'already there']);
  });

  test('and differs is named and not replaced, and nothing else is written', async () => {
    await put(COMMENT, 'mine');
    const failure = await failureOf(init());
    expect(failure).toContain(COMMENT);
    expect(failure).not.toContain(GATE);
    expect(await text(COMMENT)).toBe('mine');
    expect(await readdir(join(directory, dirname(GATE)))).toEqual(['parquetry-gate-comment.yml']);
    expect(await readdir(directory)).not.toContain(REVIEWED_FILE);
  });

  test('as a reviewed file stays, whatever it declares', async () => {
    await put(REVIEWED_FILE, { scenarios: ['small-files'] });
    expect(await statesOf()).toEqual(['written', 'written', 'already there']);
    expect(await readReviewedFile(directory)).toMatchObject({ scenarios: ['small-files'] });
  });

  test('as a damaged reviewed file is told, and nothing is written', async () => {
    await put(REVIEWED_FILE, '{');
    expect(await failureOf(init())).toContain('is no JSON');
    expect(await readdir(directory)).not.toContain('.github');
  });
});

test('a directory that is no root of a repository gets no workflows: GitHub would not see them', async () => {
  await rm(join(directory, '.git'), { recursive: true });
  expect(await failureOf(init())).toContain('not the root of a git repository');
});

test.each(['a"b', 'x; rm -rf /', '$(x)', '-f', 'rel*', 'a b', ''])(
  'a default branch %j is not written into a workflow',
  async (branch) => {
    expect(await failureOf(init(branch))).toContain('--branch');
  },
);

describe('the project is made ready', () => {
  const lines = async () => (await text(GATE)).split('\n').map((line) => line.trim());

  test.each([
    ['package-lock.json', '{}', ['- run: npm ci --no-audit --no-fund']],
    ['pnpm-lock.yaml', '', ['- run: corepack enable', '- run: pnpm install --frozen-lockfile']],
    ['yarn.lock', '# yarn lockfile v1', ['- run: corepack enable', '- run: yarn install --frozen-lockfile']],
    ['bun.lock', '', ['- run: npm install --global bun', '- run: bun install --frozen-lockfile']],
  ])('by %s', async (lockfile, content, expected) => {
    await put('package.json', { dependencies: { a: '1' } });
    await put(lockfile, content);
    await init();
    expect(await lines()).toEqual(expect.arrayContaining(expected));
  });

  test('not without a lockfile: two installs would differ', async () => {
    await put('package.json', { dependencies: { a: '1' } });
    expect(await failureOf(init())).toContain('lockfile');
  });

  test.each([
    ['.nvmrc', '24\n', 'node-version-file: ".nvmrc"'],
    ['.node-version', '24\n', 'node-version-file: ".node-version"'],
    ['package.json', { engines: { node: '>=24' } }, 'node-version-file: "package.json"'],
    ['package.json', {}, 'node-version: "24"'],
  ])('with the Node that %s with %j asks for', async (path, content, expected) => {
    await put(path, content);
    await init();
    expect(await lines()).toContain(expected);
  });
});

describe('a reviewed file to begin with', () => {
  const benchmarks = async () => {
    const { next } = await init();
    return { declared: (await readReviewedFile(directory))?.benchmarks, next: next[0] };
  };

  test('names the files of benchmarks that are there, by who runs them', async () => {
    await put('package-lock.json', '{}');
    await put('package.json', { devDependencies: { vitest: '5' }, scripts: { bench: 'vitest bench' } });
    await put('src/parse.bench.ts', '');
    await put('node_modules/x/x.bench.ts', '');
    const { declared, next } = await benchmarks();
    expect(declared).toMatchObject({ bench: { kind: 'vitest' } });
    expect(next).toContain('guessed');
  });

  test.each([' node bench.js', 'tsx bench/all.ts --rows=1e5'])(
    'names the command of the script that is called bench, without the start of npm: %j',
    async (bench) => {
      await put('package.json', { scripts: { bench } });
      const { declared } = await benchmarks();
      expect(declared).toEqual({ bench: { kind: 'command', run: bench.trim() } });
    },
  );

  test.each([
    [{ bench: 'node a.js && node b.js' }],
    [{ bench: 'NODE_ENV=production node a.js' }],
    [{ bench: 'node bench/*.js' }],
    [{ bench: "node -e '1'" }],
    [{ bench: 'node bench.js $npm_package_version' }],
    [{ bench: 'npm run bench:all' }],
    [{ bench: 'node bench.js', prebench: 'node build.js' }],
  ])('leaves to npm what needs a shell or npm: %j', async (scripts) => {
    await put('package.json', { scripts });
    const { declared } = await benchmarks();
    expect(declared).toEqual({ bench: { kind: 'command', run: 'npm run --silent bench' } });
  });

  test('names nothing where nothing suggests itself, and says so', async () => {
    const { declared, next } = await benchmarks();
    expect(declared).toEqual({});
    expect(next).toContain('exit code 2');
  });
});

test('this project is gated by the workflows that it writes for others', async () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const planned = await plannedWorkflows({ directory: root, defaultBranch: 'main' });
  for (const { path, text } of planned) expect(await readFile(join(root, path), 'utf8')).toBe(text);
});
