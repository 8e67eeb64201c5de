import type { GateCounter } from '@parquetry/bench/record';
import { REVIEWED_FILE } from '../reviewed/reviewed-file.ts';
import type { DeclaredDifference } from './judge-declared.ts';
import { LOCKFILES, TREE_BENCHMARK } from './tree-counters.ts';

/** Declares all that head counts. */
const DECLARE = "parquetry gate accept --counters --because '…'";

const wayOut = `if that is meant, declare it: ${DECLARE}`;

/** No figure of head's can be declared then. */
const LOCKFILE_GONE = `it is read from the lockfile of npm (${LOCKFILES.join(', ')}): put that back, or, where another package manager is meant, merge that change by itself against the gate`;

const figure = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 6 });

/** What was found against a counter. */
function complaint({ base, head, declared, rule }: GateCounter): string {
  if (head === null) {
    const before = base === null ? 'was not counted by base either' : `base counts ${figure(base)}`;
    return declared === null
      ? `is no longer counted: ${before}`
      : `is not counted, ${before}, and ${REVIEWED_FILE} declares ${figure(declared)}`;
  }
  if (declared !== null && declared !== head)
    return `is ${figure(head)}, and ${REVIEWED_FILE} declares ${figure(declared)}`;
  if (base === null) return `is ${figure(head)}, and base does not count it`;
  const bound = rule === 'upper' ? 'it may not grow' : 'it may not change';
  return `is ${figure(head)}, and ${figure(base)} on base: ${bound}`;
}

/** What speaks against a counter, with both values and the way out; undefined where nothing does. */
export function tellCounter(benchmark: string, counter: GateCounter): string | undefined {
  if (counter.verdict !== 'regression') return undefined;
  const said = `${benchmark}: ${counter.name} ${complaint(counter)}`;
  if (counter.head === null && benchmark === TREE_BENCHMARK) return `${said}; ${LOCKFILE_GONE}`;
  if (counter.head === null && counter.declared === null) return `${said}; count it again`;
  return `${said}; ${wayOut}`;
}

/** The same of a counter that was compared with the reviewed file alone. */
export function tellDifference({ benchmark, counter, declared, counted }: DeclaredDifference): string {
  const said = `${benchmark}: ${counter}`;
  if (counted === null) return `${said} is declared as ${figure(declared!)} and was not counted; ${wayOut}`;
  return declared === null
    ? `${said} is ${figure(counted)} and not declared; ${wayOut}`
    : `${said} is ${figure(counted)}, and ${REVIEWED_FILE} declares ${figure(declared)}; ${wayOut}`;
}
