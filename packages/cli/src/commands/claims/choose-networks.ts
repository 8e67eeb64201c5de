import { networkNames } from '@parquetry/bench';
import { UsageError } from '../../exit-codes.ts';

type NetworkName = (typeof networkNames)[number];

/** The one that the document's own timings make comes first: it is judged by. */
const DEFAULT: readonly NetworkName[] = ['report-2025', 'none'];

/** Networks by name, each once. @throws UsageError on one that nobody knows. */
export function chooseNetworks(names: readonly string[] = DEFAULT): NetworkName[] {
  const chosen = names.map((name) => {
    const known = networkNames.find((one) => one === name);
    if (known !== undefined) return known;
    throw new UsageError(`--networks: unknown ${JSON.stringify(name)}; known: ${networkNames.join(', ')}`);
  });
  return [...new Set(chosen)];
}
