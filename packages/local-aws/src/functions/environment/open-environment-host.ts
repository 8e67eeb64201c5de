import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment, EnvironmentHost, EnvironmentSpec, HostOptions } from './environment.ts';
import { LocalEnvironment } from './local-environment.ts';
import { runtimeLaunch } from './runtime-launch.ts';

const STAGE_FILE = fileURLToPath(new URL('./node-runtime/stage.ts', import.meta.url));

class LocalEnvironmentHost implements EnvironmentHost {
  readonly cpuControl = 'none';
  readonly cores = availableParallelism();
  readonly #directory: string;
  readonly #environments = new Set<LocalEnvironment>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async start(spec: EnvironmentSpec, options?: { readonly untilInit?: boolean }): Promise<Environment> {
    const temporaryDirectory = await mkdtemp(join(this.#directory, 'tmp-'));
    const launch = runtimeLaunch(spec, this.#directory);
    const plan = { spec, launch, temporaryDirectory, runtimeDirectory: this.#directory, nowMs: Date.now };
    const environment = await LocalEnvironment.open(plan, async () => {
      this.#environments.delete(environment);
      await rm(temporaryDirectory, { recursive: true, force: true });
    });
    this.#environments.add(environment);
    if (options?.untilInit) await environment.untilInit();
    return environment;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment[Symbol.asyncDispose]()));
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Starts environments on this machine; disposing of it ends them all and removes what they had on disk. */
export async function openEnvironmentHost(_options: HostOptions = {}): Promise<EnvironmentHost> {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-lambda-'));
  await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', STAGE_FILE, directory],
    { env: {} },
  );
  return new LocalEnvironmentHost(directory);
}
