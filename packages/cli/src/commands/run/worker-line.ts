import type { DeliveryMeter, DeliveryNumbers } from '@parquetry/delivery';
import { formatCount } from '../../terminal/format.ts';
import { liveLine } from '../../terminal/live-line.ts';
import type { Terminal } from '../../terminal/terminal.ts';

const DRAW_MS = 500;

/** What a worker is doing; for the line on a terminal. */
export type WorkerState = 'waiting' | 'working' | 'no-queue' | 'stopping';

const STATES: Readonly<Record<WorkerState, string>> = {
  waiting: 'waiting for messages',
  working: 'working',
  'no-queue': 'the queue does not answer',
  stopping: 'finishing what it holds; press Ctrl-C again to stop at once',
};

/** `working: 1,204 converted, 3,410/min, 2 failed, 16 in flight, output is down` */
export function workerText(state: WorkerState, numbers: DeliveryNumbers): string {
  const { converted, recent, failed, retried, inFlight, breakers } = numbers;
  const parts = [
    `${formatCount(converted)} converted`,
    `${formatCount(Math.round(recent.filesPerMinute))}/min`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(retried > 0 ? [`${formatCount(retried)} tried again`] : []),
    `${formatCount(inFlight)} in flight`,
    ...Object.entries(breakers).map(
      ([dependency, breaker]) => `${dependency} ${breaker === 'open' ? 'is down' : 'is tried again'}`,
    ),
  ];
  return `${STATES[state]}: ${parts.join(', ')}`;
}

export interface WorkerLine extends Disposable {
  show(state: WorkerState): void;
}

/** How a worker is, on the last line of a terminal; nothing in a pipe, where logs tell it. */
export function showWorkerLine({ isInteractive, stderr }: Terminal, meter: DeliveryMeter): WorkerLine {
  if (!isInteractive) return { show() {}, [Symbol.dispose]() {} };
  const line = liveLine(stderr);
  let state: WorkerState = 'waiting';
  const draw = () => line.show(workerText(state, meter.numbers()));
  const timer = setInterval(draw, DRAW_MS);
  draw();
  return {
    show(next) {
      state = next;
      draw();
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      line[Symbol.dispose]();
    },
  };
}
