import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gateWorkflow } from '../../src/init/gate-workflow.ts';
import { openRunner, type Runner } from './support/run-step.ts';
import { FACTS, parseWorkflow, stepNamed } from './support/workflow.ts';

const workflow = parseWorkflow(gateWorkflow(FACTS));
const [fetchScript, publishScript] = ['Fetch the history, or begin it', 'Publish it'].map(
  (name) => stepNamed(workflow, name).run,
);

let runner: Runner;
let remote: string;
beforeEach(async () => {
  runner = await openRunner();
  remote = join(runner.directory, 'owner', 'project');
  await runner.run(`git init --quiet --bare '${remote}'`);
});
afterEach(() => runner[Symbol.asyncDispose]());

const environment = (name: string) => ({
  ...workflow.jobs['history']?.env,
  GITHUB_SERVER_URL: pathToFileURL(runner.directory).href,
  GITHUB_SHA: name,
  RUNNER_TEMP: join(runner.temp, name),
});

async function fetchHistory(name: string) {
  await mkdir(join(runner.temp, name));
  return runner.run(fetchScript!, environment(name));
}
const add = (name: string) => writeFile(join(runner.temp, name, 'history', `${name}.json`), name);
const publish = (name: string) => runner.run(publishScript!, environment(name));

async function published(): Promise<string[]> {
  const { output } = await runner.run(`git -C '${remote}' ls-tree --name-only parquetry-gate-history`);
  return output.split('\n').filter((line) => line !== '');
}

test('the first run begins the branch, the next one adds to it', async () => {
  for (const name of ['one', 'two']) {
    expect(await fetchHistory(name)).toMatchObject({ code: 0 });
    await add(name);
    expect(await publish(name)).toMatchObject({ code: 0 });
  }
  expect(await published()).toEqual(['one.json', 'two.json']);
  const { output } = await runner.run(`git -C '${remote}' log --format='%s|%an' parquetry-gate-history`);
  expect(output).toBe('Gate of two|github-actions[bot]\nGate of one|github-actions[bot]\n');
});

test('two runs at the same time both arrive, the first two as well', async () => {
  for (const [one, other] of [
    ['a', 'b'],
    ['c', 'd'],
  ] as const) {
    for (const name of [one, other]) await fetchHistory(name);
    for (const name of [one, other]) await add(name);
    expect(await publish(one)).toMatchObject({ code: 0 });
    expect(await publish(other)).toMatchObject({
      code: 0,
      output: expect.stringContaining('another run was faster'),
    });
  }
  expect(await published()).toEqual(['a.json', 'b.json', 'c.json', 'd.json']);
});

test('a repository that does not answer is not taken for one without a history', async () => {
  remote = join(runner.directory, 'elsewhere');
  await runner.run(`mv '${join(runner.directory, 'owner')}' '${remote}'`);
  expect((await fetchHistory('one')).code).toBe(128);
});

test('a run that added nothing is told, not published', async () => {
  await fetchHistory('one');
  expect((await publish('one')).code).not.toBe(0);
});
