import { type CircuitState, ConsecutiveBreaker, CountBreaker, type IBreaker } from 'cockatiel';
import type { BreakerPolicy } from './breaker-policy.ts';

/** Opens a circuit when so many requests failed in a row, or too large a share of the last ones. */
export function seesOutage({ failingShare, window, leastRequests, failuresInARow }: BreakerPolicy): IBreaker {
  const share = new CountBreaker({
    threshold: failingShare,
    size: window,
    minimumNumberOfCalls: leastRequests,
  });
  const row = new ConsecutiveBreaker(failuresInARow);
  return {
    get state() {
      return { share: share.state, row: row.state };
    },
    success(circuit: CircuitState) {
      share.success(circuit);
      row.success();
    },
    failure(circuit: CircuitState) {
      const isLongRow = row.failure();
      return share.failure(circuit) || isLongRow;
    },
  };
}
