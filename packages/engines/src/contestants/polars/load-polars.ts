import type { EngineLimits } from '@parquetry/core';
import { type Loaded, loadLibrary } from '../shared/load-library.ts';
import type { Polars } from './scan-source.ts';

export type ImportPolars = () => Promise<{ readonly default: Polars }>;

/** The packages with Polars' native part that the registry holds for the version in use. */
const NATIVE_PARTS: ReadonlySet<string> = new Set(['linux-x64-gnu', 'linux-x64-musl', 'darwin-x64']);

/** `linux-x64-gnu` and its like: what this process would need. */
function nativePart(): string {
  const part = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') return part;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return `${part}-${header.glibcVersionRuntime === undefined ? 'musl' : 'gnu'}`;
}

/** npm does not fetch the native part by itself. */
export function installCommand(part = nativePart()): string {
  return NATIVE_PARTS.has(part)
    ? `npm install nodejs-polars nodejs-polars-${part}`
    : `npm install nodejs-polars (there is no native part for ${part} in the registry)`;
}

const THREADS = 'POLARS_MAX_THREADS';

/**
 * Loads Polars with so many threads. It reads their number from the environment when it starts its pool, once in a
 * process: whoever wants another number later gets no library, but the reason.
 */
export async function loadPolars(load: ImportPolars, { threads }: EngineLimits): Promise<Loaded<Polars>> {
  const settled = process.env[THREADS];
  if (settled !== undefined && settled !== `${threads}`) {
    return {
      because: `Polars has ${settled} threads in this process (${THREADS}), which cannot become ${threads}; start another process`,
    };
  }
  process.env[THREADS] = `${threads}`;
  const loaded = await loadLibrary('nodejs-polars', installCommand(), load);
  if (!('because' in loaded)) return { library: loaded.library.default };
  if (settled === undefined) delete process.env[THREADS];
  return loaded;
}
