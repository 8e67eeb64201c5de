import { dirname } from 'node:path/posix';

export interface CgroupLimits {
  /** CPU time allowed, in cores; null when unlimited or unknown. */
  readonly cpuQuotaCores: number | null;
  readonly memoryLimitBytes: number | null;
}

/** Text of a file; undefined when it cannot be read. */
export type ReadText = (path: string) => string | undefined;

const ROOT = '/sys/fs/cgroup';
/** cgroup v1 writes "no limit" as the largest multiple of the page size. */
const NO_LIMIT_BYTES = 2 ** 60;

/** A group and all groups above it: each of them limits. */
function lineage(group: string): string[] {
  const parent = dirname(group);
  return parent === group ? [group] : [group, ...lineage(parent)];
}

const smallest = (limits: readonly (number | undefined)[]): number | null => {
  const known = limits.filter((limit) => limit !== undefined);
  return known.length === 0 ? null : Math.min(...known);
};

const positive = (text: string | undefined): number | undefined =>
  text !== undefined && Number(text) > 0 ? Number(text) : undefined;

function quotaV2(cpuMax: string | undefined): number | undefined {
  const [quota, period] = cpuMax?.trim().split(' ') ?? [];
  const quotaUs = positive(quota);
  const periodUs = positive(period);
  return quotaUs !== undefined && periodUs !== undefined ? quotaUs / periodUs : undefined;
}

function groupsOf(read: ReadText): Map<string, string> {
  const groups = new Map<string, string>();
  for (const line of (read('/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers, group] = /^\d+:([^:]*):(.+)$/.exec(line) ?? [];
    for (const controller of controllers?.split(',') ?? []) groups.set(controller, group!);
  }
  return groups;
}

/** Limits of the process's cgroup, version 2 or 1 (Linux: Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst). */
export function cgroupLimits(read: ReadText): CgroupLimits {
  const groups = groupsOf(read);
  const files = (controller: string, mount: string, file: string) =>
    lineage(groups.get(controller) ?? '/').map((group) =>
      read(`${ROOT}${mount}${group}/${file}`.replaceAll('//', '/')),
    );

  const quotasV1 = files('cpu', '/cpu', 'cpu.cfs_quota_us');
  const periodsV1 = files('cpu', '/cpu', 'cpu.cfs_period_us');
  const quotas = [
    ...files('', '', 'cpu.max').map(quotaV2),
    ...quotasV1.map((quota, level) => quotaV2(`${quota} ${periodsV1[level]}`)),
  ];
  const memory = [
    ...files('', '', 'memory.max').map(positive),
    ...files('memory', '/memory', 'memory.limit_in_bytes').map(positive),
  ].map((bytes) => (bytes !== undefined && bytes < NO_LIMIT_BYTES ? bytes : undefined));
  return { cpuQuotaCores: smallest(quotas), memoryLimitBytes: smallest(memory) };
}
