import { expect, it } from 'vitest';
import { watchWasmMemory } from '../../src/turns/watch-wasm-memory.ts';

const PAGE_BYTES = 65_536;

/** As WebAssembly does it: a module is the number of pages of the memory that its instance exports. */
function fakeApi() {
  class Memory {
    buffer: ArrayBuffer;
    constructor({ initial }: { readonly initial: number }) {
      this.buffer = new ArrayBuffer(initial * PAGE_BYTES);
    }
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(pages: number) {
      const memory = pages > 0 ? { memory: new Memory({ initial: pages }) } : {};
      this.exports = { ...memory, run: () => {} };
    }
  }
  const instantiate = async (source: number | { readonly bytes: number }) =>
    typeof source === 'number' ? new Instance(source) : { instance: new Instance(source.bytes) };
  return { Memory, Instance, instantiate } as unknown as NonNullable<Parameters<typeof watchWasmMemory>[0]>;
}

it('counts the memory of every instance and what it has grown to', () => {
  const api = fakeApi();
  const pages = watchWasmMemory(api);
  expect(pages()).toBe(0);
  const { exports } = new api.Instance(2);
  new api.Instance(3);
  new api.Instance(0);
  expect(pages()).toBe(5);
  (exports['memory'] as { buffer: ArrayBuffer }).buffer = new ArrayBuffer(10 * PAGE_BYTES);
  expect(pages()).toBe(13);
});

it('counts memory that is handed in, and what is instantiated from a module or from bytes', async () => {
  const api = fakeApi();
  const pages = watchWasmMemory(api);
  const memory = new api.Memory({ initial: 4 });
  expect(memory).toBeInstanceOf(api.Memory);
  expect(await api.instantiate(1)).toBeInstanceOf(api.Instance);
  await api.instantiate({ bytes: 2 });
  expect(pages()).toBe(7);
});
