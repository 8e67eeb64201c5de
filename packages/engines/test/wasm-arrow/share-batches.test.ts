import { describe, expect, it } from 'vitest';
import { shareBatches } from '../../src/wasm-arrow/share-batches.ts';

function source(batches: readonly string[], log: string[] = []) {
  return (async function* () {
    try {
      for (const batch of batches) {
        log.push(`make ${batch}`);
        yield batch;
      }
    } finally {
      log.push('close');
    }
  })();
}

async function consume(branch: AsyncIterable<string>, log: string[], name: string): Promise<void> {
  for await (const batch of branch) {
    log.push(`${name} takes ${batch}`);
    await Promise.resolve();
    log.push(`${name} is done with ${batch}`);
  }
}

describe('shared batches', () => {
  it('go to one branch after the other, and the next is made when all are back', async () => {
    const log: string[] = [];
    const { branches } = shareBatches(source(['1', '2'], log), 2);
    await Promise.all(branches.map((branch, index) => consume(branch, log, 'ab'[index]!)));
    const round = (batch: string) => [
      `make ${batch}`,
      ...['a', 'b'].flatMap((name) => [`${name} takes ${batch}`, `${name} is done with ${batch}`]),
    ];
    expect(log).toEqual([...round('1'), ...round('2'), 'close']);
  });

  it('go on to the others when a branch leaves', async () => {
    const log: string[] = [];
    const [a, b] = shareBatches(source(['1', '2'], log), 2).branches;
    const leaving = (async () => {
      for await (const _ of a!) return;
    })();
    await Promise.all([leaving, consume(b!, log, 'b')]);
    expect(log.filter((entry) => entry.startsWith('b takes'))).toEqual(['b takes 1', 'b takes 2']);
  });

  it('fail every branch when the source fails', async () => {
    const broken = new Error('broken');
    const failing = (async function* () {
      yield '1';
      throw broken;
    })();
    const { branches } = shareBatches(failing, 2);
    const settled = await Promise.allSettled(branches.map((branch) => consume(branch, [], '')));
    expect(settled).toEqual([
      { status: 'rejected', reason: broken },
      { status: 'rejected', reason: broken },
    ]);
  });

  it('stop for a branch that waits for one that never begins', async () => {
    const log: string[] = [];
    const stopped = new Error('stopped');
    const shared = shareBatches(source(['1'], log), 2);
    const waiting = consume(shared.branches[0]!, log, 'a');
    waiting.catch(() => {});
    await shared.stop(stopped);
    await expect(waiting).rejects.toBe(stopped);
    await expect(consume(shared.branches[1]!, log, 'b')).rejects.toBe(stopped);
    expect(log).toEqual([]);
  });
});
