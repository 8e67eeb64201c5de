import type { Estimate, LineFitRecord, MeasuredCell, TrafficFigures } from '@parquetry/bench/record';
import type { Contest } from './contests.ts';
import { scaled } from './text/estimates.ts';

/** A cell that talked to an object store. */
export interface TrafficCell {
  readonly cell: MeasuredCell;
  readonly traffic: TrafficFigures;
}

/** Cells of a contest that talked to an object store, in the record's order. */
export const trafficOf = ({ measured }: Contest): TrafficCell[] =>
  measured.flatMap((cell) => {
    const { traffic } = cell.figures;
    return traffic === undefined ? [] : [{ cell, traffic }];
  });

/** Operations by what they are paid and waited for. */
const KINDS = {
  GetObject: 'gets',
  PutObject: 'puts',
  UploadPart: 'puts',
} as const;

export interface RequestsPerFile {
  readonly gets: number;
  readonly puts: number;
  readonly others: number;
}

export function requestsByKind({ requestsPerFileByOperation }: TrafficFigures): RequestsPerFile {
  const counts = { gets: 0, puts: 0, others: 0 };
  for (const [operation, { median }] of Object.entries(requestsPerFileByOperation)) {
    const kind = Object.hasOwn(KINDS, operation) ? KINDS[operation as keyof typeof KINDS] : 'others';
    counts[kind] += median;
  }
  return counts;
}

const clientOf = ({ pipeline }: MeasuredCell): unknown =>
  (pipeline?.settings['s3'] as { readonly client?: unknown } | undefined)?.client ?? 'sdk';

const readsAndWrites = ({ traffic }: TrafficCell): boolean => {
  const { gets, puts } = requestsByKind(traffic);
  return gets > 0 && puts > 0;
};

/** CPU time of a file's requests by themselves: what a probe with the same client took for each of its own. */
export function requestCpuMs({ cell, traffic }: TrafficCell, contest: Contest): Estimate | undefined {
  if (cell.probe !== undefined) return undefined;
  const probe = trafficOf(contest).find(
    (one) => one.cell.probe !== undefined && readsAndWrites(one) && clientOf(one.cell) === clientOf(cell),
  );
  if (probe === undefined) return undefined;
  const share = traffic.requestsPerFile.median / probe.traffic.requestsPerFile.median;
  return scaled(probe.cell.figures.cpuMsPerFile, share);
}

/** Lines through the times of a contest. */
export const fitsOf = ({ scenario }: Contest, fits: readonly LineFitRecord[]): LineFitRecord[] =>
  fits.filter((fit) => fit.scenario === scenario.name);
