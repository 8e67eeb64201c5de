import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The period of Lambda's CPU quota. */
export const CPU_PERIOD_MS = 20;
const US_PER_MS = 1_000;
const NS_PER_MS = 1e6;
const KILL_ROUNDS = 200;

/** A control group for one sandbox. */
export interface Cgroup {
  /** A process that writes its id into each of them is a member, and so are its children. */
  readonly joinFiles: readonly string[];
  /** Of one core; absent: as much as there is. */
  limitCpu(cores: number | undefined): void;
  /** False when more than that is in use already. */
  limitMemory(bytes: number): boolean;
  /** Time in which its threads wanted to run, and had used up their share; summed over cores. */
  throttledMs(): number;
  /** How often the kernel killed a member because the memory did not suffice. */
  outOfMemoryKills(): number;
  /** Ends every member, then the group. */
  remove(): Promise<void>;
}

const isErrno = (error: unknown, ...codes: readonly string[]) =>
  codes.includes(`${(error as NodeJS.ErrnoException).code}`);

/** A figure of a file of `name value` lines. */
function figure(file: string, name: string): number {
  const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(readFileSync(file, 'latin1'))?.[1];
  if (value === undefined) throw new Error(`${file} has no ${name}`);
  return Number(value);
}

/** Some kernels are built without it. */
function writeIfThere(file: string, value: string): void {
  try {
    writeFileSync(file, value, { flag: 'r+' });
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'EACCES', 'EINVAL', 'EOPNOTSUPP', 'ENOTSUP')) throw error;
  }
}

function writeUnlessBusy(file: string, value: string): boolean {
  try {
    writeFileSync(file, value, { flag: 'r+' });
    return true;
  } catch (error) {
    if (!isErrno(error, 'EBUSY')) throw error;
    return false;
  }
}

async function killMembers(directory: string): Promise<void> {
  const members = await readFile(join(directory, 'cgroup.procs'), 'latin1').catch(() => '');
  for (const id of members.split('\n').filter(Boolean).map(Number)) {
    try {
      process.kill(id, 'SIGKILL');
    } catch (error) {
      if (!isErrno(error, 'ESRCH')) throw error;
    }
  }
}

/** Ends all processes of a group that has none below it, and removes it; the kernel takes a moment to let go of the dead. */
export async function removeCgroup(directory: string): Promise<void> {
  for (let round = 0; round < KILL_ROUNDS; round += 1) {
    await killMembers(directory);
    try {
      await rmdir(directory);
      return;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return;
      if (!isErrno(error, 'EBUSY')) throw error;
    }
    await setTimeout(1 + Math.min(round, 20));
  }
  throw new Error(
    `${directory} still has processes that cannot be killed; end them and remove the directory`,
  );
}

class CgroupV1 implements Cgroup {
  readonly joinFiles: readonly string[];
  readonly #cpu: string;
  readonly #memory: string;

  constructor(cpu: string, memory: string) {
    this.#cpu = cpu;
    this.#memory = memory;
    this.joinFiles = [join(cpu, 'cgroup.procs'), join(memory, 'cgroup.procs')];
    writeIfThere(join(memory, 'memory.swappiness'), '0');
  }

  limitCpu(cores: number | undefined): void {
    const quotaUs = cores === undefined ? -1 : Math.round(CPU_PERIOD_MS * US_PER_MS * cores);
    writeFileSync(join(this.#cpu, 'cpu.cfs_period_us'), `${CPU_PERIOD_MS * US_PER_MS}`);
    writeFileSync(join(this.#cpu, 'cpu.cfs_quota_us'), `${quotaUs}`);
  }

  limitMemory(bytes: number): boolean {
    return writeUnlessBusy(join(this.#memory, 'memory.limit_in_bytes'), `${bytes}`);
  }

  throttledMs(): number {
    return figure(join(this.#cpu, 'cpu.stat'), 'throttled_time') / NS_PER_MS;
  }

  outOfMemoryKills(): number {
    return figure(join(this.#memory, 'memory.oom_control'), 'oom_kill');
  }

  async remove(): Promise<void> {
    await removeCgroup(this.#cpu);
    await removeCgroup(this.#memory);
  }
}

class CgroupV2 implements Cgroup {
  readonly joinFiles: readonly string[];
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.joinFiles = [join(directory, 'cgroup.procs')];
    writeIfThere(join(directory, 'memory.swap.max'), '0');
    writeIfThere(join(directory, 'memory.oom.group'), '1');
  }

  limitCpu(cores: number | undefined): void {
    const quotaUs = cores === undefined ? 'max' : Math.round(CPU_PERIOD_MS * US_PER_MS * cores);
    writeFileSync(join(this.#directory, 'cpu.max'), `${quotaUs} ${CPU_PERIOD_MS * US_PER_MS}`);
  }

  /** The kernel itself kills what is above a limit that was lowered. */
  limitMemory(bytes: number): boolean {
    return writeUnlessBusy(join(this.#directory, 'memory.max'), `${bytes}`);
  }

  throttledMs(): number {
    return figure(join(this.#directory, 'cpu.stat'), 'throttled_usec') / US_PER_MS;
  }

  outOfMemoryKills(): number {
    return figure(join(this.#directory, 'memory.events'), 'oom_kill');
  }

  async remove(): Promise<void> {
    await removeCgroup(this.#directory);
  }
}

/** The folders of a group: CPU and memory, which version 2 has in one. */
export type CgroupFolders =
  | { readonly version: 1; readonly cpu: string; readonly memory: string }
  | { readonly version: 2; readonly both: string };

/** Makes the group; `folders` are those of its parent. */
export async function makeCgroup(folders: CgroupFolders, name: string): Promise<Cgroup> {
  switch (folders.version) {
    case 1: {
      const cpu = join(folders.cpu, name);
      const memory = join(folders.memory, name);
      await mkdir(cpu);
      await mkdir(memory).catch(async (error: unknown) => {
        await removeCgroup(cpu);
        throw error;
      });
      return new CgroupV1(cpu, memory);
    }
    case 2: {
      const both = join(folders.both, name);
      await mkdir(both);
      return new CgroupV2(both);
    }
    default:
      return folders satisfies never;
  }
}
