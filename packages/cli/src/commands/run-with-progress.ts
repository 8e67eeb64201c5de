import { type BenchRequest, type RunRecord, runBench, type TargetBenchRequest } from '@parquetry/bench';
import type { Terminal } from '../terminal/terminal.ts';
import { benchProgress } from './bench-progress.ts';

/** Measures, and shows how far it is. */
export async function runWithProgress(
  request: BenchRequest | TargetBenchRequest,
  terminal: Terminal,
): Promise<RunRecord> {
  const cellsOf = (engines: number) =>
    'target' in request ? engines * request.target.sizes.length : engines + request.contestants.length;
  const measured = request.scenarios.map(({ engines, sampling }) => ({
    cells: cellsOf(engines.length),
    processes: sampling.processes,
  }));
  using progress = benchProgress(terminal, { measured, command: 'bench', label: 'measuring' });
  return await runBench(request, { signal: terminal.signal, onProgress: (event) => progress.tell(event) });
}
