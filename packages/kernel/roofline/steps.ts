/** What a conversion is made of at least, each part by itself. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebAssembly } from '../src/index.ts';

const WINDOW_BYTES = 1 << 20;
const BLOCK_BYTES = 16_384;
const COMMA = 0x2c;
const QUOTE = 0x22;

interface Parts {
  readonly memory: { readonly buffer: ArrayBuffer };
  freeAll(): void;
  allocate(bytes: number): number;
  setDialect(delimiter: number, quote: number, isQuotedEmptyNull: number): void;
  setUpSnappy(): void;
  copy(target: number, source: number, bytes: number): void;
  scanCsv(from: number, end: number, index: number, indexEnd: number): number;
  isUtf8(start: number, end: number): number;
  compressSnappy(source: number, bytes: number, target: number): number;
  mostSnappyBytes(bytes: number): number;
}

/** Compiles the parts that are measured, by themselves. */
function loadParts(): Parts {
  const directory = mkdtempSync(join(tmpdir(), 'parquetry-roofline-'));
  try {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const output = join(directory, 'parts.wasm');
    const asc = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));
    const entry = 'assembly/roofline-entry.ts';
    execFileSync(process.execPath, [asc, entry, '--config', 'asconfig.json', '-o', output], { cwd: root });
    return new WebAssembly.Instance(new WebAssembly.Module(readFileSync(output)), {})
      .exports as unknown as Parts;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The parts, ready to run over a file and over pages; each call does the work for the whole once. */
export class Steps {
  readonly #parts = loadParts();
  readonly #path: string;
  readonly #window: number;
  readonly #elsewhere: number;
  readonly #index: number;

  constructor(path: string) {
    this.#path = path;
    const parts = this.#parts;
    parts.freeAll();
    parts.setUpSnappy();
    parts.setDialect(COMMA, QUOTE, 1);
    this.#window = parts.allocate(WINDOW_BYTES + 256) + 64;
    this.#elsewhere = parts.allocate(2 * WINDOW_BYTES);
    this.#index = parts.allocate(4 * BLOCK_BYTES + 1024) + 64;
  }

  /** Reads the file, window by window, and does something with each. */
  #eachWindow(work: (bytes: number) => void): void {
    const file = openSync(this.#path, 'r');
    try {
      const window = new Uint8Array(this.#parts.memory.buffer, this.#window, WINDOW_BYTES);
      for (let bytes = 1; bytes > 0; ) {
        bytes = readSync(file, window);
        work(bytes);
      }
    } finally {
      closeSync(file);
    }
  }

  read(): void {
    this.#eachWindow(() => {});
  }

  copy(): void {
    this.#eachWindow((bytes) => this.#parts.copy(this.#elsewhere, this.#window, bytes));
  }

  scan(): void {
    this.#eachBlock((from, end) => {
      this.#parts.scanCsv(from, end, this.#index, this.#index + 4 * BLOCK_BYTES + 512);
    });
  }

  checkUtf8(): void {
    this.#eachBlock((from, end) => {
      this.#parts.isUtf8(from, end);
    });
  }

  #eachBlock(work: (from: number, end: number) => void): void {
    this.#eachWindow((bytes) => {
      const windowEnd = this.#window + bytes;
      for (let from = this.#window; from < windowEnd; from += BLOCK_BYTES) {
        work(from, Math.min(from + BLOCK_BYTES, windowEnd));
      }
    });
  }

  /** Compresses pages, each by itself. */
  compress(pages: readonly Uint8Array[]): void {
    const parts = this.#parts;
    for (const page of pages) {
      new Uint8Array(parts.memory.buffer).set(page, this.#window);
      parts.compressSnappy(this.#window, page.length, this.#elsewhere);
    }
  }
}
