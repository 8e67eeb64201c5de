import { processFingerprint } from '@parquetry/bench/turns';

/** Of the machine, and of what every process that is started from here inherits; flags of this process are not inherited. */
export function hostFingerprint(): Record<string, string> {
  const { harness: _harness, execArgv: _execArgv, ...fingerprint } = processFingerprint('');
  return fingerprint;
}
