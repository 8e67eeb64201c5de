import type { NotMeasured } from '@parquetry/bench/s3-runs';
import { GateFailure } from '../../unit/gate-failure.ts';

/** Why nothing can be said of a side whose outputs could not be made, or were wrong. */
export function notMeasured(where: string, found: NotMeasured): GateFailure {
  switch (found.status) {
    case 'wrong-output':
      return new GateFailure('wrong-output', `${where}: ${found.mismatch}`);
    case 'unsupported':
      return new GateFailure('benchmark-failed', `${where}: ${found.because}`);
    case 'failed':
      return new GateFailure('benchmark-failed', `${where}: ${found.error}`);
    default:
      return found satisfies never;
  }
}
