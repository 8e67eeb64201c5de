import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Measurement, RunRecord } from '../../src/record/run-record.ts';
import { runBench } from '../../src/run/run-bench.ts';
import { benchRequest, quickScenario, verifyCopies } from '../support/prepare-bench.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const PROGRAMS = {
  copy: `import { copyFileSync } from 'node:fs'; copyFileSync(process.argv[2], process.argv[3]);`,
  busy: `import { copyFileSync } from 'node:fs';
    const until = process.cpuUsage().user + 60_000;
    while (process.cpuUsage().user < until);
    const kept = Buffer.alloc(150 << 20, 1);
    copyFileSync(process.argv[2], process.argv[kept[0] + 2]);`,
  growing: `import { appendFileSync, copyFileSync, readFileSync } from 'node:fs';
    const [, , input, output, counter] = process.argv;
    copyFileSync(input, output);
    appendFileSync(counter, '\\n');
    if (output.includes('pass-')) appendFileSync(output, readFileSync(counter));`,
  typed: `import { copyFileSync, readFileSync } from 'node:fs';
    const [, , input, output, schema] = process.argv;
    const { columns } = JSON.parse(readFileSync(schema, 'utf8'));
    if (columns.map(({ name, type }) => name + ' ' + type).join() === 'n int64,s string') copyFileSync(input, output);`,
  wrong: `import { writeFileSync } from 'node:fs'; writeFileSync(process.argv[3], 'nonsense');`,
  silent: '',
  crash: `console.error('cannot go on'); process.exit(3);`,
  dies: `process.kill(process.pid, 'SIGKILL');`,
  hang: `import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => {});
    writeFileSync(process.argv[3], String(process.pid));
    setInterval(() => {}, 1000);`,
  daemon: `import { spawn } from 'node:child_process'; import { copyFileSync, writeFileSync } from 'node:fs';
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    writeFileSync(process.argv[4], String(left.pid));
    copyFileSync(process.argv[2], process.argv[3]);
    process.exit(0);`,
} as const;

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

async function commandOf(program: keyof typeof PROGRAMS, words = '{input} {output}'): Promise<string> {
  const directory = join(scratch.path, 'my programs');
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${program}.mjs`);
  await writeFile(path, PROGRAMS[program]);
  return `${process.execPath} '${path}' ${words}`;
}

async function recordOf(command: string, timeoutMs = 30_000): Promise<RunRecord> {
  const sampling = { processes: 1, iterations: 2, warmupFiles: 0 };
  const request = await benchRequest(scratch.path, {
    contestants: [`mine=${command}`],
    definition: { ...quickScenario, sampling },
  });
  return runBench({ ...request, sampleTimeoutMs: timeoutMs }, { verify: verifyCopies });
}

const cellOf = async (command: string): Promise<Measurement> => (await recordOf(command)).measurements[0]!;

async function hasEnded(pid: number): Promise<boolean> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return /^State:\s+Z/m.test(status);
  } catch {
    return true;
  }
}

describe.skipIf(process.platform !== 'linux')('a command as contestant (Linux)', () => {
  it('is measured with the CPU time and memory of its own processes', async () => {
    const cell = await cellOf(await commandOf('busy'));
    if (cell.status !== 'measured') throw new Error(JSON.stringify(cell));
    expect(cell.outputBytes).toEqual({ parquet: 32 });
    const [sample] = cell.samples;
    expect(sample?.iterations).toHaveLength(2);
    for (const { userCpuMs, stages } of sample?.iterations ?? []) {
      expect(userCpuMs).toBeGreaterThanOrEqual(100);
      expect(stages).toBeNull();
    }
    expect(sample?.peakRssBytes).toBeGreaterThan(150 << 20);
    expect(sample).toMatchObject({ processStartMs: null, engineOpenMs: null, firstFileMs: null, gc: null });
  });

  it('whose files vary in size is measured, with a warning', async () => {
    const record = await recordOf(
      await commandOf('growing', `{input} {output} '${join(scratch.path, 'n')}'`),
    );
    expect(record.measurements).toMatchObject([{ status: 'measured', outputBytes: { parquet: 32 } }]);
    expect(record.warnings).toContainEqual(
      expect.stringMatching(/^quick, mine: a timed pass wrote .* the verified one \{"parquet":32\}/),
    );
  });

  it('is given the schema of its file when it asks for it', async () => {
    expect(await cellOf(await commandOf('typed', '{input} {output} {schema}'))).toMatchObject({
      status: 'measured',
    });
  });

  it('with wrong output is not timed', async () => {
    expect(await cellOf(await commandOf('wrong'))).toMatchObject({
      status: 'wrong-output',
      mismatch: 'a.csv: parquet differs',
    });
  });

  it('that writes nothing has failed, although it says it succeeded', async () => {
    expect(await cellOf(await commandOf('silent'))).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/succeeded but wrote no .*[01]-[ab]\.parquet/),
    });
  });

  it('that crashes is shown with the last lines of its stderr', async () => {
    expect(await cellOf(await commandOf('crash'))).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/exited with code 3\ncannot go on/),
    });
    expect(await cellOf(await commandOf('dies'))).toMatchObject({
      error: expect.stringMatching(/was ended by SIGKILL/),
    });
  });

  it('that does not exist is named', async () => {
    expect(await cellOf('no-such-program {input} {output}')).toMatchObject({
      status: 'failed',
      error: 'cannot run no-such-program: there is no such program',
    });
  });

  it('that hangs is stopped with all it started', async () => {
    const note = join(scratch.path, 'pid');
    const command = await commandOf('hang', `{input} '${note}' {output}`);
    let timeoutMs = 1500;
    let cell: Measurement | undefined;
    // On a busy machine the command may not have begun within the time: it gets more.
    for (; !existsSync(note); timeoutMs *= 2) cell = (await recordOf(command, timeoutMs)).measurements[0];
    expect(cell).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/no answer within [\d.]+ s/),
    });
    await expect.poll(async () => hasEnded(Number(await readFile(note, 'utf8')))).toBe(true);
  });

  it('that leaves a process behind is measured, and the process is gone', async () => {
    const note = join(scratch.path, 'pid');
    expect(await cellOf(await commandOf('daemon', `{input} {output} '${note}'`))).toMatchObject({
      status: 'measured',
    });
    await expect.poll(async () => hasEnded(Number(await readFile(note, 'utf8')))).toBe(true);
  });

  it('is ended when the run is aborted', async () => {
    const note = join(scratch.path, 'pid');
    const command = await commandOf('hang', `{input} '${note}' {output}`);
    const request = await benchRequest(scratch.path, { contestants: [`mine=${command}`] });
    const abort = new AbortController();
    const run = runBench(request, { signal: abort.signal, verify: verifyCopies });
    const started = async () => (await readdir(scratch.path)).includes('pid');
    await expect.poll(started, { timeout: 20_000 }).toBe(true);
    abort.abort(new Error('interrupted'));
    await expect(run).rejects.toThrow('interrupted');
    await expect.poll(async () => hasEnded(Number(await readFile(note, 'utf8')))).toBe(true);
    expect(await readdir(join(scratch.path, 'scratch'))).toEqual([]);
  });
});

it('a command that writes no Avro is unsupported when Avro is asked for', async () => {
  const request = await benchRequest(scratch.path, { contestants: ['mine=true {input} {output}'] });
  const scenarios = request.scenarios.map((scenario) => ({
    ...scenario,
    plan: { ...scenario.plan, formats: ['parquet' as const, 'avro' as const] },
  }));
  const record = await runBench({ ...request, scenarios }, { verify: verifyCopies });
  expect(record.measurements[0]).toMatchObject({
    status: 'unsupported',
    because: expect.stringMatching(/--to parquet|on Linux only/),
  });
});
