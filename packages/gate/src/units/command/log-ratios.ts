import type { GateMetric, SideSample } from '@parquetry/bench/record';
import type { UnitPair } from '../../unit/gate-unit.ts';

const parallelism = ({ cpuMs, wallMs }: SideSample) => cpuMs / wallMs;

function valuesOf(metric: GateMetric, base: SideSample, head: SideSample): [number | null, number | null] {
  switch (metric) {
    case 'cpu':
      return [base.cpuMs, head.cpuMs];
    case 'wall':
      return [base.wallMs, head.wallMs];
    case 'parallelism':
      return [parallelism(head), parallelism(base)];
    case 'rss':
      return [base.peakRssBytes, head.peakRssBytes];
    case 'reported':
      return [base.reported, head.reported];
    default:
      return metric satisfies never;
  }
}

/** ln(head / base) of the metrics that both sides tell; of parallelism ln(base / head). Above 0 is worse. */
export function logRatios(
  base: SideSample,
  head: SideSample,
  metrics: readonly GateMetric[],
): UnitPair['logRatios'] {
  const ratios: Partial<Record<GateMetric, number>> = {};
  for (const metric of metrics) {
    const [from, to] = valuesOf(metric, base, head);
    if (from !== null && to !== null && from > 0 && to > 0) ratios[metric] = Math.log(to / from);
  }
  return ratios;
}
