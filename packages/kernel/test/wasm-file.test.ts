import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { WebAssembly } from '../src/index.ts';

const wasm = readFileSync(fileURLToPath(import.meta.resolve('@parquetry/kernel/wasm')));

it('the kernel stays under 64 KB', () => {
  expect(wasm.length).toBeLessThan(64 << 10);
});

it('the kernel asks nothing of its host', () => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), {});
  expect(exports).toHaveProperty('readCsv');
});
