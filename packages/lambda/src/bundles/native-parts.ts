import { createRequire } from 'node:module';
import { arch } from 'node:os';
import { dirname } from 'node:path';
import { type EngineName, engineNames } from '@parquetry/engines';
import { enginesEntry } from './function-entries.ts';

/** As Lambda names them. */
export const architectures = ['x86_64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

/** Lambda's Node runs on Amazon Linux, which has glibc. */
const NATIVE_SNAPPY: Readonly<Record<Architecture, string>> = {
  x86_64: '@napi-rs/snappy-linux-x64-gnu',
  arm64: '@napi-rs/snappy-linux-arm64-gnu',
};

/** Everything else is JavaScript and WebAssembly, and runs anywhere. */
const NEED_SNAPPY: ReadonlySet<EngineName> = new Set(['sequential', 'worker-pool', 'wasm-arrow']);

export const hostArchitecture = (): Architecture => (arch() === 'arm64' ? 'arm64' : 'x86_64');

const snappyPath = createRequire(enginesEntry).resolve('snappy/package.json');
const snappyManifest: { readonly version: string } = createRequire(enginesEntry)(snappyPath);

export interface NativePart {
  readonly name: string;
  readonly directory: string;
}

/** The native part of snappy for an architecture; undefined where npm has not installed it. */
export function nativeSnappy(architecture: Architecture): NativePart | undefined {
  const name = NATIVE_SNAPPY[architecture];
  try {
    return { name, directory: dirname(createRequire(snappyPath).resolve(`${name}/package.json`)) };
  } catch {
    return undefined;
  }
}

/** The engines that a zip for this architecture, built on this machine, can run. */
export const enginesFor = (architecture: Architecture): readonly EngineName[] =>
  engineNames.filter((name) => !NEED_SNAPPY.has(name) || nativeSnappy(architecture) !== undefined);

/** How to get what is missing here: npm installs the parts of its own platform unless it is forced. */
export const missingPart = (architecture: Architecture): string =>
  `${NATIVE_SNAPPY[architecture]} is not installed, and ${[...NEED_SNAPPY].join(', ')} cannot run without it; ` +
  `set ENGINE=simd, or build again after npm install --no-save --force ${NATIVE_SNAPPY[architecture]}@${snappyManifest.version}`;
