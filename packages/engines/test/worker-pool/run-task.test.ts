import { BadInputError, ContradictionError, UnsupportedError } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import type { EncodeReply, EncodeTask } from '../../src/worker-pool/encode-task.ts';
import { runTask } from '../../src/worker-pool/run-task.ts';
import { planOf, strings } from '../row-codecs/plan-of.ts';

const plan = planOf(strings('n'));
const task: EncodeTask = {
  source: new Uint8Array(new SharedArrayBuffer(0)),
  plan,
  output: plan.outputs[0]!,
  heapBytes: 0,
  keepsRejects: true,
};
const answering = (reply: EncodeReply) => ({ run: async () => reply });
const failing = (error: unknown) => ({ run: () => Promise.reject(error) });
const errorOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('runTask', () => {
  it('throws what a worker found wrong with the input as the error it was there', async () => {
    const badRow = { row: 3, byteOffset: 17, reason: '"x" is not an int64', column: 'n' };
    const error = await errorOf(runTask(answering({ status: 'bad-input', message: 'no', badRow }), task));
    expect(error).toBeInstanceOf(BadInputError);
    expect(error).toMatchObject({ message: 'no', badRow });
  });

  it('throws what contradicts a guess as the error it was there', async () => {
    const contradiction = { status: 'contradiction', row: 1200, column: 'n', reason: 'not so' } as const;
    const error = await errorOf(runTask(answering(contradiction), task));
    expect(error).toEqual(new ContradictionError(1200, 'n', 'not so'));
    expect(error).toBeInstanceOf(ContradictionError);
  });

  it('throws what a library cannot write as such', async () => {
    const error = await errorOf(runTask(answering({ status: 'unsupported', because: 'NaN' }), task));
    expect(error).toEqual(new UnsupportedError('NaN'));
  });

  it('takes a worker that ran out of memory for a file that is too large', async () => {
    const exhausted = Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
    const error = await errorOf(runTask(failing(exhausted), task));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect((error as Error).message).toContain('x.csv');
  });

  it('gives the reason of the abort, not the way the worker ended', async () => {
    const reason = new Error('stopped');
    expect(await errorOf(runTask(failing(new Error('terminated')), task, AbortSignal.abort(reason)))).toBe(
      reason,
    );
  });
});
