import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, useDirectory } from './support/run-cli.ts';

const directory = useDirectory();

const HOOK = `
import { registerHooks } from 'node:module';
const heavy = /^(@aws-sdk\\/|cockatiel|fauxqs|@aws-lambda-powertools\\/)/;
registerHooks({
  resolve(specifier, context, next) {
    if (heavy.test(specifier)) throw new Error('loaded: ' + specifier);
    return next(specifier, context);
  },
});
`;

it.each([
  [['--version']],
  [['convert', '--help']],
  [['convert', 'a.csv', '--overwrite']],
  [['inspect', 'a.csv']],
  [['run', 'batch', '--help']],
])('%j loads neither the SDK nor what else only S3 needs', async (args) => {
  await writeFile(join(directory(), 'a.csv'), 'x\n1\n');
  await writeFile(join(directory(), 'hook.mjs'), HOOK);
  const environment = { NODE_OPTIONS: `--import ${join(directory(), 'hook.mjs')}` };
  const { code, err } = await runCli(directory(), args, { environment });
  expect(err).not.toContain('loaded:');
  expect(code).toBe(0);
});
