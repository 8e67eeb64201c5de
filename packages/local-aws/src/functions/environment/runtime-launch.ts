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

/** What AWS's own start script gives to Node.js: a tenth of the memory for young objects, in two halves, the rest for old ones. */
function nodeOptions({ memoryMb, variables }: EnvironmentSpec): string[] {
  const always = ['--expose-gc', '--max-http-header-size', '81920'];
  const isChosen = /max[_-](?:semi|old)[_-]space[_-]size/.test(variables['NODE_OPTIONS'] ?? '');
  if (isChosen) return always;
  const youngMb = Math.floor(memoryMb / 10);
  return [
    ...always,
    `--max-semi-space-size=${Math.floor(youngMb / 2)}`,
    `--max-old-space-size=${memoryMb - youngMb}`,
  ];
}

/** Code with a `bootstrap` brings its own runtime (provided.al2023); all other code is for Node.js. */
export function runtimeLaunch(spec: EnvironmentSpec, runtimeDirectory: string): RuntimeLaunch {
  const bootstrap = join(spec.codeDirectory, 'bootstrap');
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
    args: [...nodeOptions(spec), join(runtimeDirectory, 'main.mjs')],
    runtime: 'nodejs:24.local',
    executionEnvironment: 'AWS_Lambda_nodejs24.x',
  };
}
