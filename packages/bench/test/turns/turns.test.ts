import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTurnTaker, TurnFailure } from '../../src/turns/index.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const patient = { timeoutMs: 60_000 };

const servingTurns = JSON.stringify(new URL('../../src/turns/serve-turns.ts', import.meta.url).href);

/** A taker that keeps what it was asked for in `asked`; the body replaces parts of it. */
async function takerModule(body = '{}', loading = ''): Promise<string> {
  const path = join(scratch.path, `taker-${Math.random()}.mjs`);
  const lines = [
    `import { serveTurns } from ${servingTurns};`,
    'const asked = [];',
    'const burn = (count) => { let sum = 0; for (let i = 0; i < count; i += 1) sum += Math.sqrt(i); return sum; };',
    loading,
    'const taker = {',
    "  open: async (request) => { asked.push('open'); },",
    '  turn: async (label) => { asked.push(label); burn(2e5); return { outputBytes: { parquet: 7 } }; },',
    "  clear: async (label) => { asked.push('clear ' + label); },",
    '  end: async () => ({ asked: asked.length }),',
    `  ...${body},`,
    '};',
    "serveTurns(taker, { harnessSha256: 'h4sh' });",
  ];
  await writeFile(path, lines.join('\n'));
  return path;
}

/** What it was thrown, as a TurnFailure. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof TurnFailure) return error.message;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('a taker of turns', () => {
  it('is opened once, takes and clears turns, tells what it counted and is gone', async () => {
    const module = await takerModule(`{ end: async () => ({ pid: process.pid, asked: asked.join('; ') }) }`);
    await using taker = await openTurnTaker(module, {}, patient);
    const turns = [await taker.turn(), await taker.turn()];
    const { counters, peakRssBytes, fingerprint } = await taker.end();
    expect(counters['asked']).toBe('open; turn-0; clear turn-0; turn-1; clear turn-1');
    expect(taker.beforeCpuMs).toBeGreaterThan(0);
    for (const turn of turns) {
      expect(turn.outputBytes).toEqual({ parquet: 7 });
      expect(turn.cpuMs).toBeGreaterThan(0);
      expect(turn.wallMs).toBeGreaterThan(0);
    }
    expect(peakRssBytes).toBeGreaterThan(1e6);
    expect(fingerprint).toMatchObject({ node: process.version, execArgv: '', harness: 'h4sh' });
    expect(() => process.kill(counters['pid']!, 0)).toThrow('ESRCH');
  });

  it('gets the request', async () => {
    const module = await takerModule(`{ open: async ({ count }) => { asked.length = count; } }`);
    await using taker = await openTurnTaker(module, { count: 3 }, patient);
    expect((await taker.end()).counters).toEqual({ asked: 3 });
  });

  it('is given no time for what it clears', async () => {
    const clearing = `{
      clear: async () => {
        const before = process.cpuUsage().user;
        burn(2e7);
        asked.length = process.cpuUsage().user - before;
      },
    }`;
    await using taker = await openTurnTaker(await takerModule(clearing), {}, patient);
    const { cpuMs } = await taker.turn();
    const clearUs = (await taker.end()).counters['asked']!;
    expect(cpuMs * 1000).toBeLessThan(clearUs);
  });

  it('fails with what opening it threw', async () => {
    const module = await takerModule(`{ open: async () => { throw new Error('no such engine'); } }`);
    expect(await failureOf(openTurnTaker(module, {}, patient))).toBe('no such engine');
  });

  it('fails with what a turn threw and what it printed', async () => {
    const module = await takerModule(
      `{ turn: async () => { console.error('byte 17'); throw new Error('bad row'); } }`,
    );
    const taker = await openTurnTaker(module, {}, patient);
    expect(await failureOf(taker.turn())).toBe('bad row\nbyte 17');
  });

  it('fails with what its end threw', async () => {
    const module = await takerModule(`{ end: async () => { throw new Error('still open'); } }`);
    const taker = await openTurnTaker(module, {}, patient);
    expect(await failureOf(taker.end())).toBe('still open');
  });

  it('tells how a process died and what it said last', async () => {
    const module = await takerModule(
      `{ turn: async () => { console.error('last words'); process.exit(9); } }`,
    );
    const taker = await openTurnTaker(module, {}, patient);
    expect(await failureOf(taker.turn())).toBe('exited with code 9 before it answered\nlast words');
  });

  it('tells that a module could not be loaded', async () => {
    const module = await takerModule('{}', `throw new Error('half a bundle');`);
    expect(await failureOf(openTurnTaker(module, {}, patient))).toMatch(
      /^exited with code 1 before it answered\n[\s\S]*half a bundle/,
    );
  });

  it('says so when it has gone before its turn', async () => {
    const module = await takerModule('{}', '');
    const taker = await openTurnTaker(module, {}, patient);
    await taker.end();
    expect(await failureOf(taker.turn())).toBe('exited with code 0 before it answered');
  });

  it('stops a process that is too busy to answer', async () => {
    const module = await takerModule('{ open: async () => { for (;;); } }');
    expect(await failureOf(openTurnTaker(module, {}, { timeoutMs: 300 }))).toBe(
      'gave no answer within 0.3 s and was stopped',
    );
  });

  it('does not take the answer to another question', async () => {
    const module = await takerModule('{}', `process.once('message', () => process.send({ kind: 'ended' }));`);
    expect(await failureOf(openTurnTaker(module, {}, patient))).toBe(
      'answered ended where opened was asked for',
    );
  });

  it('does not take the answer to another turn', async () => {
    const answering = `{ turn: async () => { process.send({ kind: 'turned', turn: 5 }); return {}; } }`;
    const taker = await openTurnTaker(await takerModule(answering), {}, patient);
    expect(await failureOf(taker.turn())).toBe('answered turn 5 where turn 0 was asked for');
  });

  it('is gone when it was aborted', async () => {
    const aborting = new AbortController();
    const module = await takerModule(`{ turn: () => new Promise(() => {}) }`);
    const taker = await openTurnTaker(module, {}, { ...patient, signal: aborting.signal });
    const turn = taker.turn();
    aborting.abort(new Error('interrupted'));
    await expect(turn).rejects.toThrow('interrupted');
    await expect(openTurnTaker(module, {}, { ...patient, signal: aborting.signal })).rejects.toThrow(
      'interrupted',
    );
  });
});
