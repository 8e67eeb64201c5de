import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askChild } from '../../src/sampling/ask-child.ts';
import { LineTail } from '../../src/sampling/line-tail.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const sourceOf = (path: string) =>
  JSON.stringify(new URL(`../../src/sampling/${path}`, import.meta.url).href);

async function childModule(respond: string, loading = ''): Promise<string> {
  const path = join(scratch.path, 'child.mjs');
  const lines = [
    `import { serveRequest } from ${sourceOf('serve-request.ts')};`,
    `import { ownPeakRss } from ${sourceOf('peak-rss.ts')};`,
    loading,
    `serveRequest(${respond});`,
  ];
  await writeFile(path, lines.join('\n'));
  return path;
}

const patient = { timeoutMs: 30_000 };

describe('askChild', () => {
  it('brings an answer from a fresh process without flags', async () => {
    const child = await childModule('async ({ value }) => [value + 1, process.pid, process.execArgv]');
    const outcome = await askChild<[number, number, string[]]>(child, { value: 1 }, patient);
    if (outcome.status !== 'answered') throw new Error(outcome.error);
    expect(outcome.answer[0]).toBe(2);
    expect(outcome.answer[1]).not.toBe(process.pid);
    expect(outcome.answer[2]).toEqual([]);
    expect(outcome.processStartMs).toBeGreaterThan(0);
  });

  it('counts loading the modules as part of the start', async () => {
    const child = await childModule(
      'async () => loadingMs',
      'const began = performance.now(); while (performance.now() < began + 50); const loadingMs = performance.now() - began;',
    );
    const outcome = await askChild<number>(child, {}, patient);
    if (outcome.status !== 'answered') throw new Error(outcome.error);
    expect(outcome.processStartMs).toBeGreaterThan(outcome.answer);
  });

  it('passes on what the child threw', async () => {
    const child = await childModule(`async () => { throw new Error('no luck') }`);
    expect(await askChild(child, {}, patient)).toEqual({ status: 'failed', error: 'no luck' });
  });

  it('tells how a child died and what it said last', async () => {
    const child = await childModule(
      `async () => { process.stderr.write('last words\\n', () => process.abort()) }`,
    );
    const outcome = await askChild(child, {}, patient);
    if (outcome.status !== 'failed') throw new Error('it answered');
    expect(outcome.error).toMatch(/^was ended by SIGABRT\n[\s\S]*last words/);
  });

  it('ends a child that is too busy to hear of the time-out', async () => {
    const child = await childModule('async () => { for (;;); }');
    const outcome = await askChild(child, {}, { timeoutMs: 300 });
    expect(outcome).toEqual({ status: 'failed', error: 'gave no answer within 0.3 s and was stopped' });
  });

  it('starts nothing once aborted', async () => {
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(askChild(await childModule('async () => 1'), {}, { ...patient, signal })).rejects.toThrow(
      'interrupted',
    );
  });

  it.skipIf(process.platform !== 'linux')(
    "a child's peak memory is its own, not that of its parent (Linux)",
    async () => {
      const ballast = Buffer.alloc(300 << 20, 1);
      const outcome = await askChild<number>(await childModule('async () => ownPeakRss()'), {}, patient);
      const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
      expect(peak).toBeGreaterThan(ballast.length);
      if (outcome.status !== 'answered') throw new Error(outcome.error);
      expect(outcome.answer).toBeLessThan(200 << 20);
    },
  );
});

describe('LineTail', () => {
  it('keeps the last eight lines that are not blank', () => {
    const tail = new LineTail();
    for (let line = 1; line <= 20; line += 1) tail.add(`line ${line}\n\n`);
    expect(tail.after('ended').split('\n')).toEqual([
      'ended',
      ...Array.from({ length: 8 }, (_, i) => `line ${13 + i}`),
    ]);
  });

  it('adds nothing to the message of a silent program', () => {
    expect(new LineTail().after('ended')).toBe('ended');
  });
});
