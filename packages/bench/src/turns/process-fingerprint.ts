import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { cgroupLimits } from '../environment/cgroup-limits.ts';

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * What decides how fast this process may be, apart from the code that is compared, and which harness measures it.
 *
 * @param harnessSha256 of the sources of the harness in this process.
 */
export function processFingerprint(harnessSha256: string): Record<string, string> {
  const { cpuQuotaCores } = cgroupLimits(readText);
  return {
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    execArgv: process.execArgv.join(' '),
    NODE_OPTIONS: process.env['NODE_OPTIONS'] ?? '',
    UV_THREADPOOL_SIZE: process.env['UV_THREADPOOL_SIZE'] ?? '',
    cores: String(availableParallelism()),
    cpuQuotaCores: String(cpuQuotaCores ?? 'none'),
    cpuModel: cpus()[0]?.model.trim() || 'unknown',
    harness: harnessSha256,
  };
}
