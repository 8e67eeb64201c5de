/** A process that does what the name of its engine says. */
import {
  type DeliveryAnswer,
  type DeliveryOrder,
  openBlackBox,
  serveRequest,
} from '../../../src/campaign/index.ts';

const ANSWER: DeliveryAnswer = { writers: { parquet: 'parquetry', avro: 'avsc' } };

serveRequest(async ({ engine: script, boxPath }: DeliveryOrder) => {
  const box = openBlackBox(boxPath);
  box.write({ kind: 'converted', key: 'a.csv' });
  box.write({ kind: 'converted', key: 'b.csv' });
  box.write({ kind: 'failed', key: 'c.csv' });
  box.write({ kind: 'retried' });
  box.write({ kind: 'met', met: { requests: 9, injected: { reset: 3 } } });
  const death = { step: 'after GET', operation: 'GetObject', path: '/lake/in/a.csv' } as const;
  switch (script) {
    case 'die':
      box.write({ kind: 'death', death });
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'die-silently':
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'say-and-leave':
      box.write({ kind: 'death', death });
      return process.exit(3);
    case 'throw':
      throw new Error('thrown by the test');
    case 'wait':
      await new Promise(() => setInterval(() => {}, 1000));
      break;
    default:
      process.send?.({ kind: 'news', converted: 1 });
  }
  return ANSWER;
});
