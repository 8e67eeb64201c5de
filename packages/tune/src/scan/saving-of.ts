/** What a function's reports say of other sizes. */
export interface ScanSaving {
  /** The smallest size that has the memory which was used, with a quarter more. */
  readonly smallestMb: number;
  /** If events took as long at the smallest size: what waits for others does, what computes does not. */
  readonly mostDollarsPerMonth: number;
  readonly finding: 'more-than-one-core' | 'memory-to-spare' | 'little-memory-left' | 'nothing-to-save';
  /** In one sentence, with what the reports cannot tell. */
  readonly because: string;
}

interface Use {
  readonly memoryMb: number;
  readonly maxMemoryUsedMb: number;
  /** Without the fee for requests, which no size changes. */
  readonly computeDollarsPerMonth: number;
}

const SMALLEST_MB = 128;
const STEP_MB = 64;
const HEADROOM = 1.25;
const LITTLE_LEFT = 0.9;
/** Memory with which a function has one whole core. Source: AWS Lambda Developer Guide, "Configure memory". */
const ONE_CORE_MB = 1769;

const smallestFor = (usedMb: number) =>
  Math.max(SMALLEST_MB, Math.ceil((usedMb * HEADROOM) / STEP_MB) * STEP_MB);

const UNKNOWN = 'REPORT lines do not say how much of the time is computing: parquetry tune measures it';

function wordsOf(
  { maxMemoryUsedMb, memoryMb }: Use,
  finding: ScanSaving['finding'],
  smallestMb: number,
): string {
  const used = `${maxMemoryUsedMb} of ${memoryMb} MB used at most`;
  switch (finding) {
    case 'more-than-one-core':
      return `${used}; above ${ONE_CORE_MB} MB only code that runs on several cores gets faster. ${UNKNOWN}`;
    case 'memory-to-spare':
      return `${used}, ${smallestMb} MB would do; less memory is less CPU, and what computes takes as much longer as it gets less. ${UNKNOWN}`;
    case 'little-memory-left':
      return `${used}: a larger event may not fit; more memory is more CPU, and need not cost more. ${UNKNOWN}`;
    case 'nothing-to-save':
      return `${used}: no smaller size has room for it`;
    default:
      return finding satisfies never;
  }
}

function findingOf({ maxMemoryUsedMb, memoryMb }: Use, smallestMb: number): ScanSaving['finding'] {
  if (maxMemoryUsedMb >= LITTLE_LEFT * memoryMb) return 'little-memory-left';
  if (smallestMb === memoryMb) return 'nothing-to-save';
  return memoryMb > ONE_CORE_MB ? 'more-than-one-core' : 'memory-to-spare';
}

/** Bounds what another size could save: from nothing at all, for code that computes, to the share of memory not used. */
export function savingOf(use: Use): ScanSaving {
  const { computeDollarsPerMonth, maxMemoryUsedMb, memoryMb } = use;
  const smallestMb = Math.min(memoryMb, smallestFor(maxMemoryUsedMb));
  const finding = findingOf(use, smallestMb);
  return {
    smallestMb,
    mostDollarsPerMonth: computeDollarsPerMonth * (1 - smallestMb / memoryMb),
    finding,
    because: wordsOf(use, finding, smallestMb),
  };
}
