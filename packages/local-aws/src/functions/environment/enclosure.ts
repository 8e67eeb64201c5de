import type { Cgroup } from './cgroup.ts';
import type { ClosedLoop } from './closed-loop.ts';
import type { CpuControl } from './environment.ts';
import { type ProcessMemory, processMemory, treeMemory } from './process-figures.ts';

/** What was found when looking at the memory of a sandbox. */
export interface Inspection {
  readonly memory: ProcessMemory;
  /** It has more than its size, and must be ended. */
  readonly isTooMuch: boolean;
}

/** What holds the process of one sandbox to its size. */
export interface Enclosure extends AsyncDisposable {
  /** A process that writes its id into each of them is held; empty where that is done by its id. */
  readonly joinFiles: readonly string[];
  /** From now on its CPU time is its share's: an invocation begins. */
  hold(processId: number): void;
  /** The invocation is over. */
  rest(processId: number): void;
  /** Of the run delay so far, what the share itself asked for. */
  throttledMs(): number;
  inspect(processId: number): Inspection;
  /** Whether the kernel ended it because its memory did not suffice. */
  wasKilledForMemory(): boolean;
}

/** A limit that is this near is left as it is. */
const NEGLIGIBLE_BYTES = 256 * 1024;

/** What a size promises. */
export interface Size {
  readonly memoryBytes: number;
  /** Of one core. */
  readonly cores: number;
}

/** CPU and memory by the kernel's control groups. */
export class CgroupEnclosure implements Enclosure {
  readonly #cgroup: Cgroup;
  readonly #size: Size;
  #isHeld = false;
  #limitBytes: number;

  constructor(cgroup: Cgroup, size: Size) {
    this.#cgroup = cgroup;
    this.#size = size;
    cgroup.limitCpu(undefined);
    this.#limitBytes = size.memoryBytes;
    cgroup.limitMemory(size.memoryBytes);
  }

  get joinFiles(): readonly string[] {
    return this.#cgroup.joinFiles;
  }

  hold(): void {
    if (!this.#isHeld) this.#cgroup.limitCpu(this.#size.cores);
    this.#isHeld = true;
  }

  /** A group costs nothing while its members sleep. */
  rest(): void {}

  throttledMs(): number {
    return this.#cgroup.throttledMs();
  }

  /** Pages of files are charged to whoever read them first, mostly the host; the limit leaves room for those that are mapped here. */
  inspect(processId: number): Inspection {
    const memory = processMemory([processId]);
    return { memory, isTooMuch: !this.#limitMemory(this.#size.memoryBytes - memory.fileBytes) };
  }

  wasKilledForMemory(): boolean {
    return this.#cgroup.outOfMemoryKills() > 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cgroup.remove();
  }

  #limitMemory(bytes: number): boolean {
    if (Math.abs(bytes - this.#limitBytes) < NEGLIGIBLE_BYTES) return true;
    this.#limitBytes = bytes;
    return this.#cgroup.limitMemory(bytes);
  }
}

/** Memory by looking at it; CPU by stopping and continuing the processes, or not at all. */
export class WatchedEnclosure implements Enclosure {
  readonly joinFiles: readonly string[] = [];
  readonly #loop: ClosedLoop | undefined;
  readonly #size: Size;
  #processId: number | undefined;

  constructor(loop: ClosedLoop | undefined, size: Size) {
    this.#loop = loop;
    this.#size = size;
  }

  hold(processId: number): void {
    this.#processId = processId;
    this.#loop?.hold(processId, this.#size.cores);
  }

  rest(processId: number): void {
    this.#loop?.rest(processId);
  }

  /** Who is stopped is not ready to run: that is no run delay. */
  throttledMs(): number {
    return 0;
  }

  inspect(processId: number): Inspection {
    const memory = treeMemory(processId);
    return { memory, isTooMuch: memory.rssBytes > this.#size.memoryBytes };
  }

  /** Who watches kills by itself. */
  wasKilledForMemory(): boolean {
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#processId !== undefined) this.#loop?.forget(this.#processId);
  }
}

/** Makes enclosures of one kind. */
export interface Enclosing {
  readonly control: CpuControl;
  enclose(size: Size): Promise<Enclosure>;
}
