import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { measuredEnvironment, treeEnvironment } from '../../src/trees/tree-environment.ts';
import { measureCommand } from '../../src/units/command/measure-command.ts';
import { timingShell } from '../../src/units/command/timing-shell.ts';
import { ThrowAwayProject } from './throw-away-project.ts';

afterEach(() => vi.unstubAllEnvs());

const CALLER = {
  PATH: ['/checkout/node_modules/.bin', 'node_modules/.bin', '', '/usr/bin'].join(delimiter),
  NODE_PATH: '/checkout/lib',
  INIT_CWD: '/checkout',
  npm_package_json: '/checkout/package.json',
  npm_config_registry: 'https://registry.example.org/',
  npm_config_omit: 'dev',
  GIT_DIR: '/checkout/.git',
  NODE_ENV: 'production',
  HOME: '/home/user',
};
const ours = dirname(process.execPath);

test('a tree is installed with the settings of the user, not with those of the call', () => {
  expect(treeEnvironment(CALLER)).toEqual({
    PATH: [ours, '/usr/bin'].join(delimiter),
    HOME: '/home/user',
    npm_config_registry: 'https://registry.example.org/',
    GIT_TERMINAL_PROMPT: '0',
  });
});

test('a measured command keeps the modes of the user, but finds nothing of the checkout', () => {
  expect(measuredEnvironment('/trees/base', CALLER)).toEqual({
    PATH: [ours, '/trees/base/node_modules/.bin', '/usr/bin'].join(delimiter),
    HOME: '/home/user',
    NODE_ENV: 'production',
    npm_config_omit: 'dev',
    npm_config_registry: 'https://registry.example.org/',
  });
});

describe('a measured command that has only a name', () => {
  const said = async (inTree: boolean) => {
    using checkout = new ThrowAwayProject();
    using tree = new ThrowAwayProject();
    const bin = join('node_modules', '.bin');
    for (const { project, text, isThere } of [
      { project: checkout, text: 'of the checkout', isThere: true },
      { project: tree, text: 'of the tree', isThere: inTree },
    ]) {
      mkdirSync(join(project.directory, bin), { recursive: true });
      if (isThere) project.program('a-tool', `echo ${text}`, bin);
    }
    vi.stubEnv('PATH', [join(checkout.directory, bin), process.env['PATH']].join(delimiter));
    const request = { argv: ['a-tool'], directory: tree.directory, runs: 1, timeoutMs: 60_000 };
    return await measureCommand({ shell: timingShell(), ...request });
  };

  test('is that of its tree', async () => {
    expect(await said(true)).toMatchObject({ status: 'measured', stdout: 'of the tree\n' });
  });

  test('is not that of the checkout, which would be measured against itself', async () => {
    expect(await said(false)).toMatchObject({ status: 'failed' });
  });
});
