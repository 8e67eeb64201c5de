import type { EngineSession } from '@parquetry/core';

export type Loaded<Library> = { readonly library: Library } | { readonly because: string };

const NOT_FOUND: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** Loads an optional package, or says why it cannot be had: `install` is the command that fetches it. */
export async function loadLibrary<Library>(
  name: string,
  install: string,
  load: () => Promise<Library>,
): Promise<Loaded<Library>> {
  try {
    return { library: await load() };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (NOT_FOUND.has(code)) return { because: `${name} is not installed; run ${install}` };
    return { because: `${name} cannot be loaded here (${message.split('\n')[0]}); try ${install}` };
  }
}

/** A session of an engine that cannot work here: every conversion ends with the reason. */
export const unsupportedSession = (because: string): EngineSession => ({
  filesInFlight: 1,
  convert: async () => ({ status: 'unsupported', because }),
  [Symbol.asyncDispose]: async () => {},
});
