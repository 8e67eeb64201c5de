import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment, EnvironmentHost, EnvironmentSpec, HostOptions } from './environment.ts';
import { InitGate } from './init-gate.ts';
import { LocalEnvironment } from './local-environment.ts';
import { type OpenEnclosing, openEnclosing } from './open-enclosing.ts';
import { ownName } from './owner.ts';
import { runtimeLaunch } from './runtime-launch.ts';
import type { SandboxPlan } from './sandbox.ts';
import { noteCgroups, sweepHosts } from './sweep-hosts.ts';

const STAGE_FILE = fileURLToPath(new URL('./node-runtime/stage.ts', import.meta.url));
/** The memory that comes with one core (AWS Lambda developer guide, "Configure Lambda function memory"). */
const MB_PER_CORE = 1769;
const BYTES_PER_MB = 1024 * 1024;
/** An init that takes longer is waiting for something else than a core. */
const LONGEST_HOLD_MS = 1_000;
/** Of util-linux. */
const GUARD = ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'];

const run = promisify(execFile);

/** Functions are killed by the kernel when this process ends, however it ends; where that cannot be had, they notice by themselves. */
async function findGuard(): Promise<readonly string[]> {
  const [command = '', ...args] = [...GUARD, '/bin/sh', '-c', ':'];
  return await run(command, args, { env: {} }).then(
    () => GUARD,
    () => [],
  );
}

async function stageRuntime(directory: string): Promise<void> {
  await run(process.execPath, ['--disable-warning=ExperimentalWarning', STAGE_FILE, directory], { env: {} });
}

interface Means {
  readonly directory: string;
  readonly guard: readonly string[];
  readonly enclosing: OpenEnclosing;
}

class LocalEnvironmentHost implements EnvironmentHost {
  readonly cores = availableParallelism();
  readonly #means: Means;
  readonly #initGate = new InitGate(availableParallelism(), LONGEST_HOLD_MS);
  readonly #environments = new Set<LocalEnvironment>();
  readonly #starting = new Set<Promise<LocalEnvironment>>();
  #isDisposed = false;

  constructor(means: Means) {
    this.#means = means;
  }

  get cpuControl(): EnvironmentHost['cpuControl'] {
    return this.#means.enclosing.control;
  }

  async start(spec: EnvironmentSpec, options?: { readonly untilInit?: boolean }): Promise<Environment> {
    const starting = this.#initGate.enter(
      () => this.#open(spec),
      (opened) => opened.initEnded,
    );
    this.#starting.add(starting);
    const environment = await starting.finally(() => this.#starting.delete(starting));
    if (!options?.untilInit) return environment;
    try {
      await environment.untilInit();
      return environment;
    } catch (error) {
      await environment[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { directory, enclosing } = this.#means;
    this.#isDisposed = true;
    await Promise.allSettled(this.#starting);
    await Promise.all([...this.#environments].map((environment) => environment[Symbol.asyncDispose]()));
    await enclosing[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  }

  async #open(spec: EnvironmentSpec): Promise<LocalEnvironment> {
    if (this.#isDisposed) throw new Error(`the host was disposed of before ${spec.functionArn} was started`);
    const plan = await this.#plan(spec);
    const removeDirectory = () => rm(plan.temporaryDirectory, { recursive: true, force: true });
    try {
      const environment = await LocalEnvironment.open(plan, async () => {
        this.#environments.delete(environment);
        await removeDirectory();
      });
      this.#environments.add(environment);
      return environment;
    } catch (error) {
      await removeDirectory();
      throw error;
    }
  }

  async #plan(spec: EnvironmentSpec): Promise<SandboxPlan> {
    const { directory, guard, enclosing } = this.#means;
    return {
      spec,
      guard,
      enclosing,
      size: { memoryBytes: spec.memoryMb * BYTES_PER_MB, cores: spec.memoryMb / MB_PER_CORE },
      launch: runtimeLaunch(spec, directory),
      runtimeDirectory: directory,
      temporaryDirectory: await mkdtemp(join(directory, 'tmp-')),
      nowMs: Date.now,
    };
  }
}

/**
 * Starts environments on this machine; disposing of it ends them all and removes what they had on disk. What a host left that was
 * killed is removed first. Rejects when the CPU control that is asked for cannot be had.
 */
export async function openEnvironmentHost(options: HostOptions = {}): Promise<EnvironmentHost> {
  const enclosing = await openEnclosing(options.cpuControl);
  const directory = join(tmpdir(), ownName());
  try {
    await sweepHosts(tmpdir());
    await mkdir(directory, { mode: 0o700 });
    await noteCgroups(directory, enclosing.cgroups);
    await stageRuntime(directory);
    return new LocalEnvironmentHost({ directory, enclosing, guard: await findGuard() });
  } catch (error) {
    await enclosing[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}
