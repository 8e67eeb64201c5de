import type { RecordBlock } from './record-block.ts';

/**
 * The blocks, with `close` called when they end, fail or are left: also when they are left before the first one was asked
 * for, since a generator that was never started runs no `finally`.
 */
export function closingBlocks(
  blocks: AsyncGenerator<RecordBlock, void>,
  close: () => Promise<void>,
): AsyncGenerator<RecordBlock, void> {
  async function* closing(): AsyncGenerator<RecordBlock, void> {
    try {
      yield* blocks;
    } finally {
      await close();
    }
  }
  const closed = closing();
  const leave = closed.return.bind(closed);
  closed.return = async (value) => {
    await close();
    return leave(value);
  };
  return closed;
}
