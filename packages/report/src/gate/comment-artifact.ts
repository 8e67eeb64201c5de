import type { RunRecord } from '@parquetry/bench/record';
import { gateOf } from './gate-run.ts';

/**
 * The record of a gate as text for `gateComment`: without its single pairs, which no comment shows and which could make it larger
 * than an artifact may be. Throws where the record compares no builds.
 */
export function commentArtifact(record: RunRecord): string {
  const gate = gateOf(record);
  const benchmarks = gate.benchmarks.map((benchmark) => ({ ...benchmark, pairs: [] }));
  return JSON.stringify({ ...record, gate: { ...gate, benchmarks } });
}
