import { join } from 'node:path';

/** Where this process may make control groups of its own, by what the kernel says of it. */
export type CgroupPlaces =
  | { readonly version: 1; readonly cpu: string; readonly memory: string }
  /** Nearest first: a group that holds processes cannot share out among groups below it (cgroup-v2, "no internal processes"). */
  | { readonly version: 2; readonly candidates: readonly string[] };

interface Mount {
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** proc_pid_mountinfo(5): id parent device root point options … - type source super-options. */
function parseMount(line: string): Mount | undefined {
  const [own = '', filesystem = ''] = line.split(' - ');
  const [, , , root, point] = own.split(' ');
  const [type, , options] = filesystem.split(' ');
  if (root === undefined || point === undefined || type === undefined) return undefined;
  return { root, point, type, options: (options ?? '').split(',') };
}

/** The group's folder; in a container the mount begins further down. */
function folderOf({ root, point }: Mount, path: string): string {
  return join(point, path.startsWith(root) ? path.slice(root.length) : path);
}

function ancestors(from: string, to: string): string[] {
  return from === to || !from.startsWith(to) ? [from] : [from, ...ancestors(join(from, '..'), to)];
}

/** From /proc/self/mountinfo and /proc/self/cgroup (cgroups(7)); undefined if neither version has both CPU and memory. */
export function cgroupPlaces(mountinfo: string, selfCgroup: string): CgroupPlaces | undefined {
  const mounts = mountinfo
    .split('\n')
    .map(parseMount)
    .filter((mount) => mount !== undefined);
  const groups = selfCgroup
    .trim()
    .split('\n')
    .map((line) => line.split(':'));
  const v1 = (controller: string) => {
    const mount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller));
    const path = groups.find(([, names]) => names?.split(',').includes(controller))?.[2];
    return mount && path !== undefined ? folderOf(mount, path) : undefined;
  };
  const cpu = v1('cpu');
  const memory = v1('memory');
  if (cpu !== undefined && memory !== undefined) return { version: 1, cpu, memory };
  const unified = mounts.find(({ type }) => type === 'cgroup2');
  const path = groups.find(([id]) => id === '0')?.[2];
  if (!unified || path === undefined || cpu !== undefined || memory !== undefined) return undefined;
  return { version: 2, candidates: ancestors(folderOf(unified, path), unified.point) };
}
