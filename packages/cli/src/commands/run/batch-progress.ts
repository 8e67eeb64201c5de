import { displayRef } from '@parquetry/core';
import {
  type DeliveryEvent,
  type DeliveryMeter,
  type DeliveryNumbers,
  type Observe,
  progressLine,
} from '@parquetry/delivery';
import { barText, liveLine } from '../../terminal/live-line.ts';
import { shortPaths } from '../../terminal/short-paths.ts';
import { say, type Terminal } from '../../terminal/terminal.ts';

const DRAW_MS = 200;
const BAR_WIDTH = 16;
/** So many failures are shown as they come; the others are counted, and told of in the end. */
const MOST_SHOWN = 3;

export interface BatchProgress extends Disposable {
  readonly observe: Observe;
}

/** What people should see at once. */
function noteOf(event: DeliveryEvent): string | undefined {
  switch (event.kind) {
    case 'bounds':
      return `note: ${event.because}`;
    case 'source-changed':
      return `note: ${displayRef(event.job.source.ref)} has changed since it was converted; it is converted again`;
    default:
      return undefined;
  }
}

/** The longest first: in a narrow terminal the bar goes before the numbers. */
function linesOf(numbers: DeliveryNumbers): readonly string[] {
  const { done, listed } = numbers;
  const text = listed.objects === 0 ? 'listing' : progressLine(numbers);
  return [` ${barText(done / Math.max(1, listed.objects), BAR_WIDTH)} ${text}`, text];
}

/** How far a batch has come, on the last line of the terminal; in a pipe nothing but what is noteworthy. */
export function showBatchProgress(terminal: Terminal, meter: DeliveryMeter): BatchProgress {
  const { colors, directory, isInteractive, stderr } = terminal;
  const short = (text: string) => shortPaths(text, directory);
  if (!isInteractive) {
    const observe = (event: DeliveryEvent) => {
      const note = noteOf(event);
      if (note !== undefined) say(terminal, short(note));
    };
    return { observe, [Symbol.dispose]() {} };
  }
  const line = liveLine(stderr);
  const draw = () => line.show(...linesOf(meter.numbers()));
  draw();
  const timer = setInterval(draw, DRAW_MS);
  let failures = 0;
  return {
    observe(event) {
      const note = noteOf(event);
      if (note !== undefined) line.say(short(note));
      if (event.kind !== 'job-ended' || event.outcome.status !== 'failed') return;
      failures += 1;
      if (failures <= MOST_SHOWN)
        line.say(`${colors.red('failed:')} ${short(event.outcome.failure.message)}`);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      line[Symbol.dispose]();
    },
  };
}
