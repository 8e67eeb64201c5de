import type { LineFitRecord, MeasuredCell } from '@parquetry/bench';
import { formatCount, formatDuration, formatTable } from '../terminal/format.ts';

const HEADING = ['engine', 'requests/file', 'connections', 'CPU/file', 'server CPU/request', 'cache hits'];
const NUMERIC = new Set([1, 2, 3, 4, 5]);

function trafficRow({ engine, figures }: MeasuredCell): string[][] {
  const { traffic, cpuMsPerFile } = figures;
  if (traffic === undefined) return [];
  const { requestsPerFile, connectionsOpened, serverCpuMsPerRequest, cacheHitRate } = traffic;
  return [
    [
      engine,
      formatCount(Number(requestsPerFile.median.toFixed(4))),
      formatCount(connectionsOpened.median),
      formatDuration(cpuMsPerFile.median),
      serverCpuMsPerRequest === null ? '–' : formatDuration(serverCpuMsPerRequest.median),
      cacheHitRate === null ? '–' : `${Math.round(cacheHitRate.median * 100)} %`,
    ],
  ];
}

/** Requests of one scenario's cells; nothing where no store took part. */
export function trafficTable(cells: readonly MeasuredCell[]): string[] {
  const rows = cells.flatMap(trafficRow);
  return rows.length === 0 ? [] : [formatTable([HEADING, ...rows], NUMERIC)];
}

/** A run may seem to cost less than nothing. */
const signed = (ms: number) => (ms < 0 ? `−${formatDuration(-ms)}` : formatDuration(ms));
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** `simd: 21 ms + 2.5 ms per file (2.4–2.6), bend 1.2 % (0.8–1.6 %): straight`. */
export function fitLines(fits: readonly LineFitRecord[]): string[] {
  return fits.map(({ of, interceptMs, msPerFile, bend, verdict }) => {
    const slope = `${formatDuration(msPerFile.median)} per file (${formatDuration(msPerFile.low)}–${formatDuration(msPerFile.high)})`;
    const bent =
      bend === null ? '' : `, bend ${percent(bend.median)} (${percent(bend.low)}–${percent(bend.high)})`;
    return `  ${of}: ${signed(interceptMs.median)} + ${slope}${bent}: ${verdict}`;
  });
}
