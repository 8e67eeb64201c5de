import type { BenchProgress } from '@parquetry/bench';
import { plural } from '../terminal/format.ts';
import { type Progress, startProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

function doingOf(event: Exclude<BenchProgress, { step: 'cell' }>): string {
  switch (event.step) {
    case 'upload':
      return `giving ${plural(event.objects, 'object')} to the embedded S3`;
    case 'verify':
      return `checking the output of ${event.engine}`;
    case 'sample':
      return `timing ${event.engine}`;
    default:
      return event satisfies never;
  }
}

interface Measured {
  /** Cells that are sampled. */
  readonly cells: number;
  /** Of each cell. */
  readonly processes: number;
}

/** A bar over the samples of a benchmark, each cell's verification counted as one more. */
export function benchProgress(
  terminal: Terminal,
  {
    measured,
    command,
    label,
  }: { readonly measured: readonly Measured[]; readonly command: string; readonly label: string },
): Progress & { tell(event: BenchProgress): void } {
  const all = measured.reduce((sum, { cells, processes }) => sum + cells * (1 + processes), 0);
  const progress = startProgress(terminal, all, label);
  return {
    ...progress,
    tell(event) {
      terminal.log.debug(event, command);
      if (event.step === 'cell') return;
      progress.label(`${event.scenario}: ${doingOf(event)}`);
      if (event.step !== 'upload') progress.advance(1);
    },
  };
}
