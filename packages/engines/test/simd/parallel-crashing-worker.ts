/** The usual worker, but one that ends at once when it is given a source whose name says so. */
import { parentPort } from 'node:worker_threads';
import type { Order } from '../../src/simd/parallel/messages.ts';

parentPort!.on('message', ({ task }: Order) => {
  if (task?.plan.source.ref.key.startsWith('crash')) process.exit(3);
});
await import('../../src/simd/parallel/simd-worker.ts');
