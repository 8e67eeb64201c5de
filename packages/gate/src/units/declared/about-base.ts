import { GateFailure } from '../../unit/gate-failure.ts';
import type { GateUnit } from '../../unit/gate-unit.ts';

/** The unit, with something to say of it. */
export function withWarning(unit: GateUnit, warning: string): GateUnit {
  return {
    name: unit.name,
    kind: unit.kind,
    get about() {
      return unit.about;
    },
    async verify(side, signal) {
      const verified = await unit.verify(side, signal);
      return side === 'head' ? { ...verified, warnings: [warning, ...verified.warnings] } : verified;
    },
    pair: (first, signal) => unit.pair(first, signal),
  };
}

/** The unit of a benchmark that base does not declare: base may not be able to run it, and that is no failure. */
export function newAtHead(unit: GateUnit): GateUnit {
  return {
    name: unit.name,
    kind: unit.kind,
    get about() {
      return unit.about;
    },
    async verify(side, signal) {
      try {
        return await unit.verify(side, signal);
      } catch (error) {
        if (side === 'head' || !(error instanceof GateFailure)) throw error;
        const warning = `${unit.name} is new at head and cannot run on base, so it is measured once it is merged: ${error.message}`;
        return { benchmarks: [], counters: new Map(), warnings: [warning] };
      }
    },
    pair: (first, signal) => unit.pair(first, signal),
  };
}
