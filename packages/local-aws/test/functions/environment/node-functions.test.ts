import { readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentHost, EnvironmentSpec } from '../../../src/functions/environment/environment.ts';
import { openEnvironmentHost } from '../../../src/functions/environment/open-environment-host.ts';
import { answerOf, invoke, specOf, textOf, writeCode } from './support/functions.ts';

let host: EnvironmentHost;
beforeAll(async () => {
  host = await openEnvironmentHost({ cpuControl: 'none' });
});
afterAll(() => host[Symbol.asyncDispose]());

const start = async (
  index: string,
  changes: Partial<EnvironmentSpec> & { file?: string; files?: Record<string, string> } = {},
) => {
  const { file = 'index.mjs', files = {}, ...spec } = changes;
  const code = await writeCode({ [file]: index, ...files });
  const environment = await host.start(specOf(code, spec));
  return {
    environment,
    [Symbol.asyncDispose]: async () => {
      await environment[Symbol.asyncDispose]();
      await code[Symbol.asyncDispose]();
    },
  };
};

test('the first invocation has the init in its report and its log, the second has not', async () => {
  await using function_ = await start(`
    console.log('loading');
    export const handler = async (event) => { console.warn('two\\nlines', event); return { doubled: event.n * 2 }; };
  `);
  const cold = await invoke(function_.environment, { n: 21 });
  expect(cold.status).toBe('ok');
  expect(answerOf(cold)).toEqual({ doubled: 42 });
  expect(textOf(cold)).toEqual([
    'INIT_START Runtime Version: nodejs:24.local\tRuntime Version ARN: arn:aws:lambda:local::runtime:local',
    '<time>\tundefined\tINFO\tloading',
    'START RequestId: <id> Version: 7',
    '<time>\t<id>\tWARN\ttwo',
    'lines { n: 21 }',
    'END RequestId: <id>',
    'REPORT RequestId: <id>\tDuration: # ms\tBilled Duration: # ms\tMemory Size: # MB\tMax Memory Used: # MB\tInit Duration: # ms\t',
  ]);
  const { durationMs, initDurationMs = 0, billedDurationMs, maxMemoryUsedMb } = cold.report;
  expect(initDurationMs).toBeGreaterThan(0);
  expect(billedDurationMs).toBe(Math.ceil(durationMs + initDurationMs));
  expect(maxMemoryUsedMb).toBeGreaterThan(20);
  const warm = await invoke(function_.environment, { n: 1 });
  expect(warm.report).not.toHaveProperty('initDurationMs');
  expect(warm.report.billedDurationMs).toBe(Math.ceil(warm.report.durationMs));
  expect(textOf(warm)[0]).toBe('START RequestId: <id> Version: 7');
});

test('the JSON format has the lines of the platform and of console as Lambda has them', async () => {
  await using function_ = await start(
    `export const handler = async () => {
      console.info('size is %d', 7);
      console.error('failed', new RangeError('too far'));
      console.debug({ rows: 3 });
    };`,
    { logFormat: 'JSON' },
  );
  const { lines } = await invoke(function_.environment);
  const records = lines.map(({ text }) => JSON.parse(text));
  const [init, begin, info, error, debug, report] = records;
  expect(init).toMatchObject({
    type: 'platform.initStart',
    record: { initializationType: 'on-demand', phase: 'init', functionName: 'flights', functionVersion: '7' },
  });
  expect(begin).toMatchObject({ type: 'platform.start', record: { version: '7' } });
  expect(info).toMatchObject({ level: 'INFO', message: 'size is 7', requestId: begin.record.requestId });
  expect(error).toMatchObject({ level: 'ERROR', errorType: 'RangeError', errorMessage: 'too far' });
  expect(debug).toMatchObject({ level: 'DEBUG', message: { rows: 3 } });
  expect(report).toMatchObject({
    type: 'platform.report',
    record: { requestId: begin.record.requestId, status: 'success' },
  });
  const names = ['durationMs', 'billedDurationMs', 'memorySizeMB', 'maxMemoryUsedMB', 'initDurationMs'];
  expect(Object.keys(report.record.metrics)).toEqual(names);
  expect(records).toHaveLength(6);
});

test('the function sees what Lambda gives it, and nothing of this machine', async () => {
  process.env['SECRET_OF_THE_HOST'] = 'leaked';
  await using function_ = await start(
    `import { tmpdir } from 'node:os';
    export const handler = async (event, context) => ({
      env: process.env, execArgv: process.execArgv.filter((name) => name.includes('inspect')), cwd: process.cwd(),
      context: { ...context, remaining: context.getRemainingTimeInMillis() }, tmp: tmpdir(),
    });`,
    { variables: { CHUNK_SIZE: '8', AWS_ACCESS_KEY_ID: 'local', AWS_REGION: 'mars-1' } },
  );
  delete process.env['SECRET_OF_THE_HOST'];
  const invocation = await function_.environment.invoke({
    requestId: 'r',
    invokedArn: 'arn:aws:lambda:us-east-1:000000000000:function:flights:live',
    payload: Buffer.from('{}'),
    clientContext: Buffer.from('{"custom":{"a":1}}').toString('base64'),
    traceId: 'Root=1-2-3',
  });
  const { env, context, tmp, cwd } = answerOf(invocation) as Record<string, Record<string, string>> & {
    tmp: string;
    cwd: string;
  };
  expect(env).toMatchObject({
    CHUNK_SIZE: '8',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: 'flights',
    AWS_LAMBDA_FUNCTION_VERSION: '7',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _HANDLER: 'index.handler',
    _X_AMZN_TRACE_ID: 'Root=1-2-3',
    LAMBDA_TASK_ROOT: function_.environment.spec.codeDirectory,
  });
  for (const name of [
    'SECRET_OF_THE_HOST',
    'HOME',
    'USER',
    'NODE_OPTIONS',
    'VITEST',
    'AWS_LAMBDA_MAX_CONCURRENCY',
  ]) {
    expect(env).not.toHaveProperty(name);
  }
  expect(cwd).toBe(function_.environment.spec.codeDirectory);
  expect(tmp).toBe(env?.['TMPDIR']);
  expect(context).toMatchObject({
    awsRequestId: 'r',
    functionName: 'flights',
    functionVersion: '7',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:flights:live',
    memoryLimitInMB: '512',
    logGroupName: '/aws/lambda/flights',
    logStreamName: '2026/11/21/[7]abc',
    clientContext: { custom: { a: 1 } },
    callbackWaitsForEmptyEventLoop: true,
  });
  expect(Number(context?.['remaining'])).toBeLessThanOrEqual(60_000);
});

test('a handler that throws is an error of the function, and its process goes on', async () => {
  await using function_ = await start(
    `export const handler = async ({ bad }) => { if (bad) throw new RangeError('row 812'); return 1; };`,
  );
  const failed = await invoke(function_.environment, { bad: true });
  expect(failed.status).toBe('error');
  expect(answerOf(failed)).toMatchObject({
    errorType: 'RangeError',
    errorMessage: 'row 812',
    trace: expect.any(Array),
  });
  expect(textOf(failed).find((line) => line.includes('Invoke Error'))).toContain('"errorType":"RangeError"');
  expect(textOf(failed).at(-1)).not.toContain('Status');
  const again = await invoke(function_.environment);
  expect([again.status, answerOf(again)]).toEqual(['ok', 1]);
});

test('all that was written before the answer is in the log, in order, before END', async () => {
  await using function_ = await start(`export const handler = async () => {
    process.stderr.write('to stderr\\n');
    for (let line = 0; line < 20_000; line += 1) process.stdout.write('line ' + line + '\\n');
    process.stdout.write('no line end');
  };`);
  const lines = textOf(await invoke(function_.environment));
  const begin = lines.findIndex((line) => line.startsWith('START'));
  const expected = Array.from({ length: 20_000 }, (_, line) => `line ${line}`);
  expect(lines.slice(begin + 1, -2)).toEqual(['to stderr', ...expected, 'no line end']);
  expect(lines.at(-2)).toBe('END RequestId: <id>');
});

test('a handler that takes longer than its time-out is killed', async () => {
  await using function_ = await start(
    `export const handler = async () => { console.log('begun'); await new Promise((resolve) => setTimeout(resolve, 60_000)); };`,
    { timeoutMs: 1_250 },
  );
  const invocation = await invoke(function_.environment);
  expect(invocation.status).toBe('timeout');
  expect(answerOf(invocation)).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/^RequestId: request-\d+ Error: Task timed out after 1\.25 seconds$/),
  });
  expect(invocation.report.durationMs).toBe(1_250);
  const lines = textOf(invocation);
  expect(lines).toContain('<time> <id> Task timed out after 1.25 seconds');
  expect(lines.at(-1)).toContain('\tStatus: timeout\t');
  expect(function_.environment.isAlive).toBe(false);
});

test('a process that exits is reported as Lambda reports it', async () => {
  await using function_ = await start(`export const handler = async ({ code }) => process.exit(code);`);
  const invocation = await invoke(function_.environment, { code: 3 });
  expect(invocation.status).toBe('exited');
  expect(answerOf(invocation)).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(
      /^RequestId: request-\d+ Error: Runtime exited with error: exit status 3$/,
    ),
  });
  expect(textOf(invocation).at(-1)).toContain('\tStatus: error\tError Type: Runtime.ExitError\t');
  expect(function_.environment.isAlive).toBe(false);
  // A process that ended between two events begins anew, as on Lambda.
  expect((await invoke(function_.environment, { code: 0 })).status).toBe('exited');
});

test('a rejection that nobody handles fails the invocation and ends the process', async () => {
  await using function_ = await start(`export const handler = async () => {
    Promise.reject(new Error('lost'));
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  };`);
  const invocation = await invoke(function_.environment);
  expect(invocation.status).toBe('error');
  expect(answerOf(invocation)).toMatchObject({
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: 'Error: lost',
  });
  expect(function_.environment.isAlive).toBe(false);
});

test('a promise that can never be settled is an error, not a time-out', async () => {
  await using function_ = await start(`export const handler = () => new Promise(() => {});`);
  expect(answerOf(await invoke(function_.environment))).toMatchObject({ errorType: 'Runtime.NodeJsExit' });
});

test('an init that fails is tried again within the invocation, which then fails with its error', async () => {
  await using function_ = await start(`throw new TypeError('no table');`);
  const invocation = await invoke(function_.environment);
  expect(invocation.status).toBe('error');
  expect(answerOf(invocation)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no table' });
  const platform = textOf(invocation).filter((line) => /^[A-Z_]+ /.test(line));
  expect(platform).toEqual([
    'INIT_START Runtime Version: nodejs:24.local\tRuntime Version ARN: arn:aws:lambda:local::runtime:local',
    'INIT_REPORT Init Duration: # ms\tPhase: init\tStatus: error\tError Type: TypeError',
    'INIT_REPORT Init Duration: # ms\tPhase: invoke\tStatus: error\tError Type: TypeError',
    'START RequestId: <id> Version: 7',
    'END RequestId: <id>',
    'REPORT RequestId: <id>\tDuration: # ms\tBilled Duration: # ms\tMemory Size: # MB\tMax Memory Used: # MB\tStatus: error\tError Type: TypeError\t',
  ]);
  expect(invocation.report).not.toHaveProperty('initDurationMs');
});

test('an init that takes too long is killed, and has the time of the invocation the second time', async () => {
  const code = `
    import { existsSync, writeFileSync } from 'node:fs';
    const mark = process.env.TMPDIR + '/second';
    if (!existsSync(mark)) { writeFileSync(mark, ''); await new Promise((resolve) => setTimeout(resolve, 60_000)); }
    export const handler = async () => 'ready';`;
  await using function_ = await start(code, { initTimeoutMs: 2_000 });
  const invocation = await invoke(function_.environment);
  expect([invocation.status, answerOf(invocation)]).toEqual(['ok', 'ready']);
  expect(textOf(invocation)[1]).toBe('INIT_REPORT Init Duration: # ms\tPhase: init\tStatus: timeout');
  expect(invocation.report.billedDurationMs).toBe(Math.ceil(invocation.report.durationMs));
});

test('with untilInit the init is over before, and no part of the first report', async () => {
  await using good = await writeCode({
    'index.mjs': 'export const handler = async () => process.env.AWS_LAMBDA_INITIALIZATION_TYPE;',
  });
  await using environment = await host.start(
    specOf(good, { initializationType: 'provisioned-concurrency' }),
    { untilInit: true },
  );
  const invocation = await invoke(environment);
  expect(answerOf(invocation)).toBe('provisioned-concurrency');
  expect(invocation.report).not.toHaveProperty('initDurationMs');
  await using bad = await writeCode({ 'index.mjs': 'process.exit(4);' });
  const failing = host.start(specOf(bad), { untilInit: true });
  await expect(failing).rejects.toThrow(/init failed.*exit status 4/);
});

test.for<[string, string, string, Record<string, string>]>([
  ['a CommonJS file by default', 'index.js', 'exports.handler = async () => "cjs";', {}],
  [
    'an ES module by package.json',
    'index.js',
    'export const handler = async () => "esm";',
    { 'package.json': '{"type":"module"}' },
  ],
  [
    'a .cjs file',
    'index.cjs',
    'exports.handler = async () => "cjs";',
    { 'package.json': '{"type":"module"}' },
  ],
  [
    'a callback',
    'index.cjs',
    'exports.handler = (event, context, done) => { setTimeout(done, 1, null, "cjs"); };',
    {},
  ],
  [
    'a callback that does not wait',
    'index.cjs',
    'exports.handler = (event, context, done) => { context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => {}, 60_000); done(null, "cjs"); };',
    {},
  ],
  ['a plain value', 'index.cjs', 'exports.handler = () => "cjs";', {}],
])('a handler may be %s', async ([, file, index, files]) => {
  await using function_ = await start(index, { file, files });
  const invocation = await invoke(function_.environment);
  expect([invocation.status, answerOf(invocation)]).toEqual([
    'ok',
    file === 'index.js' && files['package.json'] ? 'esm' : 'cjs',
  ]);
});

test.for([
  ['index.missing', 'Runtime.HandlerNotFound'],
  ['other.handler', 'Runtime.ImportModuleError'],
  ['handler', 'Runtime.MalformedHandlerName'],
  ['index.stream', 'Runtime.InvalidStreamingOperation'],
  ['broken.handler', 'Runtime.UserCodeSyntaxError'],
  ['lost.handler', 'Runtime.ImportModuleError'],
])('the handler %s fails the init with %s', async ([handler = '', errorType]) => {
  const index = `export const stream = awslambda.streamifyResponse(async () => {});`;
  const files = { 'broken.mjs': 'export const = 1;', 'lost.mjs': 'import "./nowhere.mjs";' };
  await using function_ = await start(index, { handler, files });
  expect(answerOf(await invoke(function_.environment))).toMatchObject({ errorType });
});

test('one event at a time: a second one is refused', async () => {
  await using function_ = await start('export const handler = async () => 1;');
  const first = invoke(function_.environment);
  await expect(invoke(function_.environment)).rejects.toThrow(/one event at a time/);
  expect((await first).status).toBe('ok');
});

test('disposing of an environment ends its children and removes what it wrote to its temporary directory', async () => {
  await using function_ = await start(`
    import { spawn } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    export const handler = async () => {
      writeFileSync(tmpdir() + '/file', 'x');
      return { child: spawn('sleep', ['600']).pid, tmp: tmpdir() };
    };`);
  const { child, tmp } = answerOf(await invoke(function_.environment)) as { child: number; tmp: string };
  expect(await readdir(tmp)).toEqual(['file']);
  expect(process.kill(child, 0)).toBe(true);
  const { processId } = function_.environment;
  await function_.environment[Symbol.asyncDispose]();
  expect(function_.environment.isAlive).toBe(false);
  await expect(stat(tmp)).rejects.toThrow('ENOENT');
  await stat(dirname(tmp));
  expect(() => process.kill(processId, 0)).toThrow('ESRCH');
});

test('a code directory that is not there is trouble of the host, not of the function', async () => {
  await using code = await writeCode({});
  await expect(host.start(specOf(code, { codeDirectory: '/nowhere/at/all' }))).rejects.toThrow(
    /\/nowhere\/at\/all/,
  );
});
