import {
  type BenchProgress,
  type BenchRequest,
  type RunRecord,
  runBench,
  type TargetBenchRequest,
} from '@parquetry/bench';
import { plural } from '../terminal/format.ts';
import { startProgress } from '../terminal/progress.ts';
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

/** Measures, and shows how far it is. */
export async function runWithProgress(
  request: BenchRequest | TargetBenchRequest,
  terminal: Terminal,
): Promise<RunRecord> {
  const contendersOf = (engines: number) =>
    'target' in request ? engines * request.target.sizes.length : engines + request.contestants.length;
  const steps = request.scenarios.map(
    ({ engines, sampling }) => contendersOf(engines.length) * (1 + sampling.processes),
  );
  const all = steps.reduce((sum, one) => sum + one, 0);
  using progress = startProgress(terminal, all, 'measuring');
  return await runBench(request, {
    signal: terminal.signal,
    onProgress: (event) => {
      terminal.log.debug(event, 'bench');
      if (event.step === 'cell') return;
      progress.label(`${event.scenario}: ${doingOf(event)}`);
      if (event.step !== 'upload') progress.advance(1);
    },
  });
}
