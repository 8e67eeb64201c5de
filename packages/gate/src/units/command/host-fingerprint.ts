import { processFingerprint } from '@parquetry/bench/turns';

/** Of the machine and of what processes inherit, for programs that cannot be asked themselves. */
export function hostFingerprint(): Record<string, string> {
  const { platform = '', cores = '', cpuQuotaCores = '', cpuModel = '' } = processFingerprint('');
  return { platform, cores, cpuQuotaCores, cpuModel, NODE_OPTIONS: process.env['NODE_OPTIONS'] ?? '' };
}
