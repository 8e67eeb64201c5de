import { displayRef } from '@parquetry/core';
import { type DeliveryEvent, type DeliveryMeter, type Observe, progressLine } from '@parquetry/delivery';
import { Presets, SingleBar } from 'cli-progress';
import { shortPaths } from '../../terminal/short-paths.ts';
import type { Terminal } from '../../terminal/terminal.ts';

const DRAW_MS = 200;
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

/** How far a batch has come, on a line of its own on stderr; in a pipe nothing but what is noteworthy. */
export function showBatchProgress(terminal: Terminal, meter: DeliveryMeter): BatchProgress {
  const { colors, directory, isInteractive, quiet, stderr } = terminal;
  const bar = new SingleBar(
    {
      format: ' {bar} {line}',
      stream: stderr as NodeJS.WriteStream,
      barsize: 16,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      linewrap: false,
      gracefulExit: false,
    },
    Presets.shades_grey,
  );
  const draw = () => {
    const numbers = meter.numbers();
    bar.setTotal(Math.max(1, numbers.listed.objects));
    bar.update(numbers.done, { line: progressLine(numbers) });
  };
  const write = (line: string) => {
    if (quiet) return;
    stderr.write(`${isInteractive ? '\r\u001b[K' : ''}${shortPaths(line, directory)}\n`);
  };
  let timer: NodeJS.Timeout | undefined;
  if (isInteractive) {
    bar.start(1, 0, { line: 'listing' });
    timer = setInterval(draw, DRAW_MS);
  }
  let failures = 0;
  return {
    observe(event) {
      const note = noteOf(event);
      if (note !== undefined) write(note);
      if (!isInteractive || event.kind !== 'job-ended' || event.outcome.status !== 'failed') return;
      failures += 1;
      if (failures <= MOST_SHOWN) write(`${colors.red('failed:')} ${event.outcome.failure.message}`);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      if (isInteractive) bar.stop();
    },
  };
}
