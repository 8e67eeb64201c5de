import { type Draw, drawsOf } from './chance.ts';
import type { FaultPlan, FaultRule } from './fault-plan.ts';

export interface FaultTarget {
  readonly operation: string;
  /** Decoded. */
  readonly path: string;
}

const isAbout = ({ operations, pathContains }: FaultRule, { operation, path }: FaultTarget) =>
  (operations?.includes(operation) ?? true) && path.includes(pathContains ?? '');

function isScheduled({ strikes }: FaultRule, number: number): boolean {
  if ('every' in strikes) return number % strikes.every === 0;
  if ('requests' in strikes) return strikes.requests.includes(number);
  return 'from' in strikes && number >= strikes.from && number < strikes.to;
}

/** Divides [0, 1) among the rates: each rule gets exactly its own. */
function ruleAt(rules: readonly FaultRule[], drawn: number): FaultRule | undefined {
  let end = 0;
  return rules.find(({ strikes }) => {
    end += 'rate' in strikes ? strikes.rate : 0;
    return drawn < end;
  });
}

/** Decides for each request, in their order, which rule strikes it; the n-th request of an operation fares the same whatever others do. */
export function chooseFaults(
  { rules }: FaultPlan,
  seed: number,
): (target: FaultTarget) => FaultRule | undefined {
  const seen = new Map<FaultRule, number>();
  const draws = new Map<string, Draw>();
  const count = (rule: FaultRule) => {
    const number = (seen.get(rule) ?? 0) + 1;
    seen.set(rule, number);
    return number;
  };
  const drawFor = (operation: string) => {
    const draw = draws.get(operation) ?? drawsOf(seed, `fault ${operation}`);
    draws.set(operation, draw);
    return draw();
  };
  return (target) => {
    const about = rules.filter((rule) => isAbout(rule, target));
    const scheduled = about.filter((rule) => isScheduled(rule, count(rule)));
    const drawn = drawFor(target.operation);
    return scheduled[0] ?? ruleAt(about, drawn);
  };
}
