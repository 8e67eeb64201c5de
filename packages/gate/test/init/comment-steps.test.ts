import { spawnSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commentWorkflow } from '../../src/init/comment-workflow.ts';
import { openRunner, type Runner } from './support/run-step.ts';
import { FACTS, parseWorkflow, stepNamed } from './support/workflow.ts';

const workflow = parseWorkflow(commentWorkflow(FACTS));
/** GitHub's machines have it; what selects among answers cannot be tried without. */
const hasJq = spawnSync('sh', ['-c', 'command -v jq']).status === 0;

const SHA = 'a'.repeat(40);
const HEAD = {
  HEAD_OWNER: 'someone',
  HEAD_REPOSITORY: 'someone/fork',
  HEAD_BRANCH: 'topic',
  HEAD_SHA: SHA,
  RUN_ID: '77',
};
const pull = (number: unknown, sha = SHA, repository = 'someone/fork') => ({
  number,
  head: { sha, repo: { full_name: repository } },
});
const artifacts = (...all: object[]) => ({ artifacts: all });
const artifact = { id: 5, size_in_bytes: 1000, expired: false };

let runner: Runner;
beforeEach(async () => {
  runner = await openRunner();
});
afterEach(() => runner[Symbol.asyncDispose]());

const outputs = () => readFile(join(runner.directory, 'output'), 'utf8').catch(() => '');

describe.skipIf(!hasJq)('finding the pull request', () => {
  const find = (env: Partial<typeof HEAD> = {}) =>
    runner.run(stepNamed(workflow, 'Find the pull request and its artifact').run, { ...HEAD, ...env });
  const answer = async (pulls: unknown, found: unknown) => {
    await runner.answer('pulls', pulls);
    await runner.answer('artifacts', found);
  };

  test('gives its number and that of the newest artifact, by the head of the run', async () => {
    await answer(
      [pull(12)],
      artifacts(artifact, { ...artifact, id: 9 }, { ...artifact, id: 11, expired: true }),
    );
    expect(await find()).toMatchObject({ code: 0 });
    expect(await outputs()).toBe('number=12\nartifact=9\n');
    expect((await runner.calls())[0]).toBe(
      'gh api --method GET repos/owner/project/pulls -f state=open -f head=someone:topic',
    );
  });

  test.each([
    ['one whose head has moved on', [pull(12, 'b'.repeat(40))]],
    ['one of another repository with a branch of that name', [pull(12, SHA, 'someone-else/fork')]],
    ['one whose repository is gone', [{ number: 12, head: { sha: SHA, repo: null } }]],
    ['two, of which either may be meant', [pull(12), pull(13)]],
    ['none', []],
    ['a number that is none', [pull('12\nartifact=1')]],
  ])('comments on nothing for %s, which is no failure', async (_what, pulls) => {
    await answer(pulls, artifacts(artifact));
    const { code, output } = await find();
    expect(code).toBe(0);
    expect(output).toContain('::notice::No comment');
    expect(await outputs()).toBe('');
  });

  test('a branch whose name is a command is a name', async () => {
    await answer([pull(12)], artifacts(artifact));
    const branch = '$(touch here)`touch there`;"&head=x';
    expect(await find({ HEAD_BRANCH: branch })).toMatchObject({ code: 0 });
    expect((await runner.calls())[0]).toContain(`-f head=someone:${branch}`);
    await expect(readFile(join(runner.directory, 'here'))).rejects.toThrow('ENOENT');
  });

  test.each([
    ['one that is missing', artifacts()],
    ['one that is too large', artifacts({ ...artifact, size_in_bytes: 5_000_001 })],
    ['one whose size is no number', artifacts({ ...artifact, size_in_bytes: 'small' })],
    ['one whose number is none', artifacts({ ...artifact, id: '5\nnumber=1' })],
  ])('fetches no artifact for %s, and has a pull request to say so to', async (_what, found) => {
    await answer([pull(12)], found);
    expect(await find()).toMatchObject({ code: 0, output: expect.stringContaining('::warning::') });
    expect(await outputs()).toBe('number=12\n');
  });

  test('an API that does not answer fails, and is not taken for an empty answer', async () => {
    expect((await find()).code).not.toBe(0);
    await runner.answer('pulls', [pull(12)]);
    expect((await find()).code).not.toBe(0);
    expect(await outputs()).not.toContain('artifact');
  });
});

describe('reading the artifact', () => {
  const script = stepNamed(workflow, 'Write the comment').run;
  const env = { RUN_ID: '77', GITHUB_SERVER_URL: 'https://github.com' };
  const record = () => join(runner.temp, 'artifact', 'gate.json');
  const comment = () => readFile(join(runner.temp, 'comment.md'), 'utf8');
  const NOTHING =
    '<!-- parquetry-gate -->\nThe last run of the gate left no record that can be shown: [its page](https://github.com/owner/project/actions/runs/77) says why.\n';
  beforeEach(async () => {
    await mkdir(join(runner.temp, 'artifact'));
    await runner.answer('npx', 'the comment');
  });

  test('is left to the command that takes it as hostile, without a token', async () => {
    await writeFile(record(), '{}');
    expect(await runner.run(script, env)).toMatchObject({ code: 0 });
    expect(await comment()).toBe('the comment');
    expect(await runner.calls()).toEqual([`npx --no-install parquetry gate comment ${record()}`, 'token:']);
  });

  test.each([
    ['is not there', async () => {}],
    ['is a link to another file of the machine', () => symlink('/etc/hostname', record())],
    ['is a directory', () => mkdir(record()).then(() => {})],
    ['is larger than any record', () => writeFile(record(), Buffer.alloc(5_000_001))],
  ])('does not begin where it %s, and the comment says that there is nothing', async (_what, make) => {
    await make();
    expect(await runner.run(script, env)).toMatchObject({
      code: 0,
      output: expect.stringContaining('::warning::'),
    });
    expect(await runner.calls()).toEqual([]);
    expect(await comment()).toBe(NOTHING);
  });

  test('that the command refuses leaves nothing of it, nor of an earlier run', async () => {
    await writeFile(record(), 'no JSON');
    const refusing = `npx() { echo 'half a comment'; return 2; }\n${script}`;
    expect(await runner.run(refusing, env)).toMatchObject({ code: 0 });
    expect(await comment()).toBe(NOTHING);
  });
});

describe.skipIf(!hasJq)('posting', () => {
  const post = () =>
    runner.run(stepNamed(workflow, 'Post it, or replace the last one').run, { NUMBER: '12' });
  const mine = { id: 3, user: { login: 'github-actions[bot]' }, body: '<!-- parquetry-gate -->\nold' };
  const body = () => `-F body=@${join(runner.temp, 'comment.md')}`;
  const posted = async () => (await runner.calls()).at(-1);

  test.each([
    ['none yet', []],
    ['one that only quotes the mark', [{ ...mine, body: `> ${mine.body}` }]],
    ['one of somebody who wrote the mark', [{ ...mine, user: { login: 'someone' } }]],
  ])('makes a comment where there is %s', async (_what, comments) => {
    await runner.answer('comments', comments);
    expect(await post()).toMatchObject({ code: 0 });
    expect(await posted()).toBe(
      `gh api --silent --method POST repos/owner/project/issues/12/comments ${body()}`,
    );
  });

  test('replaces the one that is there, on whatever page it is', async () => {
    const others = [{ id: 1, user: { login: 'someone' }, body: 'hello' }];
    await runner.answer('comments', `${JSON.stringify(others)}${JSON.stringify([mine])}`);
    expect(await post()).toMatchObject({ code: 0 });
    expect(await posted()).toBe(
      `gh api --silent --method PATCH repos/owner/project/issues/comments/3 ${body()}`,
    );
  });

  test('posts nothing where the comments cannot be read: there would be two', async () => {
    expect((await post()).code).not.toBe(0);
    expect(await runner.calls()).toHaveLength(1);
  });
});
