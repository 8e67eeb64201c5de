import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentHost } from '../../../src/functions/environment/environment.ts';
import { openEnvironmentHost } from '../../../src/functions/environment/open-environment-host.ts';
import { answerOf, invoke, specOf, textOf, writeCode } from './support/functions.ts';

let host: EnvironmentHost;
beforeAll(async () => {
  host = await openEnvironmentHost({ cpuControl: 'none' });
});
afterAll(() => host[Symbol.asyncDispose]());

/** A runtime of its own, in any language; here with what is at hand. */
const bootstrap = (turn: string, before = '') => ({
  bootstrap: `#!${process.execPath}
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime';
const post = async (path, body) => { const response = await fetch(base + path, { method: 'POST', body }); await response.text(); return response.status; };
async function main() {
  ${before}
  for (;;) {
    const next = await fetch(base + '/invocation/next');
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const event = await next.json();
    ${turn}
  }
}
main();
`,
});

test('code that brings its bootstrap speaks the Runtime API itself', async () => {
  const turn = `console.log('deadline in ' + (Number(next.headers.get('lambda-runtime-deadline-ms')) > Date.now()));
    const wrong = await post('/invocation/another/response', '1');
    await post('/invocation/' + id + '/response', JSON.stringify({ event, wrong }));`;
  await using code = await writeCode(bootstrap(turn));
  await using environment = await host.start(specOf(code));
  const cold = await invoke(environment, { n: 1 });
  expect(answerOf(cold)).toEqual({ event: { n: 1 }, wrong: 400 });
  expect(textOf(cold).slice(0, 3)).toEqual([
    'INIT_START Runtime Version: provided:al2023.local\tRuntime Version ARN: arn:aws:lambda:local::runtime:local',
    'START RequestId: <id> Version: 7',
    'deadline in true',
  ]);
  expect(answerOf(await invoke(environment, { n: 2 }))).toEqual({ event: { n: 2 }, wrong: 400 });
});

test('an error that it posts is an error of the function', async () => {
  await using code = await writeCode(
    bootstrap(`await post('/invocation/' + id + '/error', '{"errorType":"Own","errorMessage":"no"}');`),
  );
  await using environment = await host.start(specOf(code, { logFormat: 'JSON' }));
  const invocation = await invoke(environment);
  expect([invocation.status, answerOf(invocation)]).toEqual([
    'error',
    { errorType: 'Own', errorMessage: 'no' },
  ]);
  const { record } = JSON.parse(invocation.lines.at(-1)?.text ?? '{}');
  expect(record).toMatchObject({ status: 'error', errorType: 'Own' });
  expect(environment.isAlive).toBe(true);
});

test('one that asks for the next event before it has answered is ended', async () => {
  await using code = await writeCode(bootstrap(''));
  await using environment = await host.start(specOf(code));
  const invocation = await invoke(environment);
  expect(answerOf(invocation)).toMatchObject({ errorType: 'Runtime.NoResponse' });
  expect(environment.isAlive).toBe(false);
});

test('an answer above 6 MB is refused', async () => {
  await using code = await writeCode(
    bootstrap(`await post('/invocation/' + id + '/response', '"' + 'x'.repeat(6_300_000) + '"');`),
  );
  await using environment = await host.start(specOf(code));
  expect(answerOf(await invoke(environment))).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
});

test('an init error that it posts is the answer of the first invocation', async () => {
  const before = `await post('/init/error', '{"errorType":"Own.NoTable","errorMessage":"no table"}'); process.exit(1);`;
  await using code = await writeCode(bootstrap('', before));
  await using environment = await host.start(specOf(code));
  expect(answerOf(await invoke(environment))).toEqual({ errorType: 'Own.NoTable', errorMessage: 'no table' });
});

test('an exit after the answer leaves the answer as it is, and no environment', async () => {
  await using code = await writeCode(
    bootstrap(`await post('/invocation/' + id + '/response', '1'); process.exit(1);`),
  );
  await using environment = await host.start(specOf(code));
  expect(answerOf(await invoke(environment))).toBe(1);
  expect(environment.isAlive).toBe(false);
});
