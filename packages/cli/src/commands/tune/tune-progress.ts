import type { TuneProgress } from '@parquetry/tune';
import { plural } from '../../terminal/format.ts';
import { startProgress } from '../../terminal/progress.ts';
import { say, type Terminal } from '../../terminal/terminal.ts';
import { sizeName } from './size-name.ts';

export interface TuneReporter extends Disposable {
  tell(progress: TuneProgress): void;
}

const dollars = (value: number) => `$${value.toFixed(4)}`;

/** A bar over all samples; what ends a size early is said above it, or in a pipe by itself. */
export function reportTune(terminal: Terminal, samples: number): TuneReporter {
  const progress = startProgress(terminal, samples, 'starting');
  let shown = 0;
  return {
    tell(event) {
      terminal.log.debug(event, 'tune');
      switch (event.kind) {
        case 'preparing':
          progress.label(`publishing versions, ${event.versions} of ${event.of}`);
          return;
        case 'sampled':
          progress.label(
            `${event.sizes} of ${plural(event.ofSizes, 'size')}, ${dollars(event.spentDollars)}`,
          );
          progress.advance(event.samples - shown);
          shown = event.samples;
          return;
        case 'size-closed':
          if (!terminal.isInteractive) say(terminal, `note: ${sizeName(event.gap)}: ${event.gap.because}`);
          return;
        case 'cleaning-up':
          progress.label('removing what was made');
          return;
        default:
          event satisfies never;
      }
    },
    [Symbol.dispose]: () => progress[Symbol.dispose](),
  };
}
