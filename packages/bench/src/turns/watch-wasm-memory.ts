const PAGE_BYTES = 65_536;

interface Memory {
  readonly buffer: ArrayBufferLike;
}
interface Instance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What is used of it: the types of Node bring none. */
interface WebAssemblyApi {
  Memory: new (...words: unknown[]) => Memory;
  Instance: new (...words: unknown[]) => Instance;
  instantiate: (...words: unknown[]) => Promise<Instance | { readonly instance: Instance }>;
}
declare const WebAssembly: WebAssemblyApi;

/**
 * Keeps count of the memory of every WebAssembly instance that the calling thread makes from now on, and keeps it alive.
 *
 * @returns tells the 64 KB pages of all of them. A memory never shrinks, so that this is its peak.
 */
export function watchWasmMemory(api: WebAssemblyApi = WebAssembly): () => number {
  const { Memory, Instance, instantiate } = api;
  const memories = new Set<Memory>();

  function noteExports<T extends Instance>(instance: T): T {
    for (const exported of Object.values(instance.exports)) {
      if (exported instanceof Memory) memories.add(exported);
    }
    return instance;
  }

  api.Memory = new Proxy(Memory, {
    construct(target, words) {
      const memory = new target(...words);
      memories.add(memory);
      return memory;
    },
  });
  api.Instance = new Proxy(Instance, {
    construct: (target, words) => noteExports(new target(...words)),
  });
  api.instantiate = async (...words) => {
    const made = await instantiate(...words);
    noteExports(made instanceof Instance ? made : (made as { readonly instance: Instance }).instance);
    return made;
  };
  return () => [...memories].reduce((pages, { buffer }) => pages + buffer.byteLength / PAGE_BYTES, 0);
}
