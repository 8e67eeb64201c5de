import { expect, test } from 'vitest';
import { runTune } from '../../src/load/run-tune.ts';
import { clearUpInvocation, type Hook, prepareInvocation } from '../../src/payloads/hooks.ts';
import { parseHook } from '../../src/payloads/parse-hook.ts';
import { openSetup, tuneRequest } from '../support/tune-setup.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const node = (code: string): Hook => ({ kind: 'command', words: [process.execPath, '-e', code] });

test('a command gets the payload, and what it writes is sent in its place', async () => {
  await using setup = await openSetup();
  const before = node(`process.stdin.on('data', (text) => process.stdout.write('{"was":' + text + '}'))`);
  const prepared = await prepareInvocation(setup.dependencies.clients, { before }, bytes('1'));
  expect(new TextDecoder().decode(prepared)).toBe('{"was":1}');
});

test('a command that writes nothing, and does not read, leaves the payload as it is', async () => {
  await using setup = await openSetup();
  const payload = bytes(JSON.stringify('x'.repeat(1 << 20)));
  expect(await prepareInvocation(setup.dependencies.clients, { before: node('') }, payload)).toBe(payload);
});

test('a command that fails ends the run with the end of what it complained', async () => {
  await using setup = await openSetup();
  const after = node(`console.error('the table is locked'); process.exit(3)`);
  const hooks = { after };
  await expect(clearUpInvocation(setup.dependencies.clients, hooks, bytes('1'))).rejects.toThrow(
    /ended with 3: the table is locked/,
  );
});

test('a command that is not there says so', async () => {
  await using setup = await openSetup();
  const hooks = { before: { kind: 'command', words: ['no-such-command-here'] } } as const;
  await expect(prepareInvocation(setup.dependencies.clients, hooks, bytes('1'))).rejects.toThrow(
    'no-such-command-here could not be run',
  );
});

test('a command that hangs is ended when the run is called off', async () => {
  await using setup = await openSetup();
  const before = node('setInterval(() => {}, 1000)');
  const running = prepareInvocation(setup.dependencies.clients, { before }, bytes('1'), setup.abort.signal);
  setup.abort.abort(new Error('called off'));
  await expect(running).rejects.toThrow('called off');
});

test('a function prepares every event and another clears up, outside of what is measured', async () => {
  await using setup = await openSetup();
  const { aws } = setup;
  aws.add('preparer');
  aws.add('clearer');
  aws.behaviour = ({ functionName, payload }) => ({
    durationMs: functionName === 'worker' ? 10 : 5000,
    answer: functionName === 'preparer' ? { prepared: JSON.parse(payload) } : null,
  });
  const hooks = { before: parseHook('function:preparer', {}), after: parseHook('function:clearer', {}) };
  const request = await tuneRequest({ hooks, memoryMb: [512], samples: 1, coldSamples: 0, warmUps: 0 });
  const run = await runTune(request, setup.dependencies);
  expect(aws.invocations.map(({ functionName, payload }) => `${functionName} ${payload}`)).toEqual([
    'preparer {"a":1}',
    'worker {"prepared":{"a":1}}',
    'clearer {"prepared":{"a":1}}',
  ]);
  expect(run.samples.map(({ clientMs }) => clientMs)).toEqual([10]);
});

test('a function that cannot prepare ends the run, and the tuned one is as it was', async () => {
  await using setup = await openSetup();
  setup.aws.add('preparer');
  setup.aws.behaviour = () => ({ durationMs: 1, error: { errorType: 'Error', errorMessage: 'no table' } });
  const request = await tuneRequest({ hooks: { before: parseHook('function:preparer', {}) } });
  await expect(runTune(request, setup.dependencies)).rejects.toThrow('Error: no table');
  expect(setup.aws.functions.get('worker')!.versions.size).toBe(0);
});

test('a line is split as a shell does, and what needs a shell is refused', () => {
  expect(parseHook(`psql -c 'delete from jobs' $DB`, { DB: 'test' })).toEqual({
    kind: 'command',
    words: ['psql', '-c', 'delete from jobs', 'test'],
  });
  expect(() => parseHook('a | b', {})).toThrow('needs a shell');
  expect(() => parseHook(' ', {})).toThrow('is empty');
});

test('what was prepared is cleared up when the run is called off in between', async () => {
  await using setup = await openSetup();
  const { aws } = setup;
  aws.add('clearer');
  aws.behaviour = ({ functionName }) => {
    if (functionName === 'worker') setup.abort.abort(new Error('called off'));
    return { durationMs: 10 };
  };
  const request = await tuneRequest({ hooks: { after: parseHook('function:clearer', {}) }, warmUps: 0 });
  await expect(runTune(request, setup.dependencies)).rejects.toThrow('called off');
  expect(aws.invocations.map(({ functionName }) => functionName)).toEqual(['worker', 'clearer']);
});
