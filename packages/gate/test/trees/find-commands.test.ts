import { describe, expect, test } from 'vitest';
import { findCommands, type GivenCommands } from '../../src/trees/find-commands.ts';
import { ThrowAwayProject } from './throw-away-project.ts';

const FOUND: GivenCommands = { install: undefined, build: undefined };
const PACKAGE = '{"dependencies":{"a":"1"}}';

async function commandsOf(files: Readonly<Record<string, string>>, given = FOUND, part = '') {
  using project = new ThrowAwayProject();
  project.write(files);
  const { install, build, lockfile } = await findCommands(
    'base',
    project.directory,
    project.directory + part,
    given,
  );
  const relative = (path: string | undefined) => path?.replace(project.directory, '.');
  return {
    install: install?.command,
    installIn: relative(install?.directory),
    build: build?.command,
    buildIn: relative(build?.directory),
    lockfile: relative(lockfile),
  };
}

describe('a tree is installed', () => {
  test.each([
    ['package-lock.json', '{}', 'npm ci --no-audit --no-fund'],
    ['npm-shrinkwrap.json', '{}', 'npm ci --no-audit --no-fund'],
    ['pnpm-lock.yaml', '', 'pnpm install --frozen-lockfile'],
    ['yarn.lock', '# yarn lockfile v1', 'yarn install --frozen-lockfile'],
    ['yarn.lock', '__metadata:\n  version: 8', 'yarn install --immutable'],
    ['bun.lock', '{}', 'bun install --frozen-lockfile'],
    ['bun.lockb', '', 'bun install --frozen-lockfile'],
  ])('by %s (%j): %s', async (lockfile, text, command) => {
    const { install, ...its } = await commandsOf({ 'package.json': PACKAGE, [lockfile]: text });
    expect(install).toBe(command);
    expect(its.lockfile).toBe(`./${lockfile}`);
  });

  test('where the lockfile is, if that is above the project, and built in the project', async () => {
    const files = {
      'package.json': '{"workspaces":["packages/*"]}',
      'pnpm-lock.yaml': '',
      'packages/a/package.json': '{"scripts":{"build":"x"}}',
    };
    expect(await commandsOf(files, FOUND, '/packages/a')).toEqual({
      install: 'pnpm install --frozen-lockfile',
      installIn: '.',
      build: 'pnpm run build',
      buildIn: './packages/a',
      lockfile: './pnpm-lock.yaml',
    });
  });

  test('not at all without a package.json, or without dependencies', async () => {
    expect((await commandsOf({ 'main.py': '' })).install).toBeUndefined();
    expect(
      (await commandsOf({ 'package.json': '{"type":"module","dependencies":{}}' })).install,
    ).toBeUndefined();
  });

  test('by the command that is given, or by none', async () => {
    const files = { 'package.json': PACKAGE };
    const given = { install: 'make deps', build: 'make' };
    expect(await commandsOf(files, given)).toMatchObject({
      install: 'make deps',
      installIn: '.',
      build: 'make',
    });
    expect((await commandsOf(files, { install: null, build: null })).install).toBeUndefined();
  });

  test('not from a lockfile above the tree', async () => {
    using project = new ThrowAwayProject();
    project.write({ 'package-lock.json': '{}', 'tree/package.json': PACKAGE });
    const tree = `${project.directory}/tree`;
    await expect(findCommands('base', tree, tree, FOUND)).rejects.toThrow('no lockfile fixes their versions');
  });
});

describe('a tree is built', () => {
  test('by its build script, if it has one', async () => {
    expect((await commandsOf({ 'package.json': '{"scripts":{"build":"x"}}' })).build).toBe('npm run build');
    expect((await commandsOf({ 'package.json': '{"scripts":{"test":"x"}}' })).build).toBeUndefined();
  });

  test('not where that is asked for', async () => {
    const given = { install: undefined, build: null };
    expect((await commandsOf({ 'package.json': '{"scripts":{"build":"x"}}' }, given)).build).toBeUndefined();
  });
});

test.each([
  ['{"a":', 'base: package.json is not JSON'],
  ['7', 'base: package.json is not an object'],
])('a package.json that says %j is told of', async (text, message) => {
  const refused = commandsOf({ 'package.json': text });
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toHaveProperty('kind', 'build-failed');
});
