import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentSpec } from './environment.ts';

/** What to run for a function. */
export interface RuntimeLaunch {
  readonly command: string;
  readonly args: readonly string[];
  /** As INIT_START names it. */
  readonly runtime: string;
  readonly executionEnvironment: string | undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Code with a `bootstrap` brings its own runtime (provided.al2023); all other code is for Node.js. */
export function runtimeLaunch({ codeDirectory }: EnvironmentSpec, runtimeDirectory: string): RuntimeLaunch {
  const bootstrap = join(codeDirectory, 'bootstrap');
  if (isExecutable(bootstrap)) {
    return {
      command: bootstrap,
      args: [],
      runtime: 'provided:al2023.local',
      executionEnvironment: undefined,
    };
  }
  return {
    command: process.execPath,
    args: [join(runtimeDirectory, 'main.mjs')],
    runtime: 'nodejs:24.local',
    executionEnvironment: 'AWS_Lambda_nodejs24.x',
  };
}
