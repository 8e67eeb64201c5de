import type { RunRecord } from '../record/run-record.ts';
import { type BenchDependencies, type BenchRequest, runBench } from '../run/run-bench.ts';
import type { ClaimsRun } from './claims-run.ts';
import { deriveClaims } from './derive-claims.ts';

/** Measures what the claims need, as `bench` does, and adds what the samples say of them. @throws as `runBench`. */
export async function runClaims(
  request: BenchRequest,
  run: ClaimsRun,
  dependencies: BenchDependencies = {},
): Promise<RunRecord> {
  const record = await runBench(request, dependencies);
  return { ...record, claims: deriveClaims(record, run) };
}
