import {
  avroSchema,
  type BodyStream,
  type OutputPlan,
  type StageClock,
  type TableSchema,
} from '@parquetry/core';
import {
  AvroEncoder,
  type BlockCompressor,
  ContainerWriter,
  type Digests,
  type FileFrame,
  type Kernel,
  type PageCompressor,
  ParquetFileWriter,
} from '@parquetry/kernel';
import { Handoff } from './handoff.ts';
import { partMismatch, type RangePart } from './parallel/range-part.ts';
import type { SpareBuffers } from './parallel/spare-buffers.ts';
import type { RowSink } from './row-feed.ts';

export type ParquetPlan = Extract<OutputPlan, { format: 'parquet' }>;
export type AvroPlan = Extract<OutputPlan, { format: 'avro' }>;

/** Where the batches of a conversion go, and what other threads have made of its rows; `finish` ends the body. */
export interface Output extends RowSink {
  readonly body: BodyStream;
  /**
   * Takes what a range of the source has become elsewhere: the rows behind those that it has. Buffers whose content has
   * been written become `spares`.
   */
  take(part: RangePart, spares: SpareBuffers): Promise<void>;
  fail(reason: unknown): void;
}

/** Loaded where it is needed: a process that converts one file to Snappy has no time for it. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** RFC 1952: the byte that names the operating system, which must not differ between machines; 255 is unknown. */
const GZIP_OS_BYTE = 9;
const UNKNOWN_OS = 0xff;

function gzipped(content: Uint8Array, level: number | undefined): Uint8Array {
  const bytes = zlib().gzipSync(content, level === undefined ? {} : { level });
  bytes[GZIP_OS_BYTE] = UNKNOWN_OS;
  return bytes;
}

/** What compresses pages of the codecs that the kernel lacks. */
export function pageCompressor({ codec, level }: ParquetPlan): PageCompressor | undefined {
  if (codec === 'gzip') return (content) => gzipped(content, level);
  if (codec !== 'zstd') return undefined;
  const { constants, zstdCompressSync } = zlib();
  const params = level === undefined ? {} : { [constants.ZSTD_c_compressionLevel]: level };
  return (content) => zstdCompressSync(content, { params });
}

/** A Parquet file, row group by row group. */
export class ParquetOutput implements Output {
  readonly #kernel: Kernel;
  readonly #writer: ParquetFileWriter;
  readonly #clock: StageClock;
  readonly #mostRows: number;
  readonly #handoff = new Handoff();
  #pending: Uint8Array[] = [];
  /** What was taken last; it has been written when the next is taken. */
  #before: Uint8Array<ArrayBuffer> | undefined;
  #isFull = false;

  constructor(kernel: Kernel, frame: FileFrame, plan: ParquetPlan, mostRows: number, clock: StageClock) {
    this.#kernel = kernel;
    this.#writer = new ParquetFileWriter(frame, pageCompressor(plan));
    this.#clock = clock;
    this.#mostRows = mostRows;
    this.#pending.push(this.#writer.begin());
  }

  get body(): BodyStream {
    return this.#handoff.body();
  }

  async encode(): Promise<void> {
    this.#isFull = !this.#clock.time('encodeParquet', () => this.#kernel.putPages());
  }

  async batchEnded(): Promise<void> {
    const { rowGroupRows } = this.#kernel;
    if (rowGroupRows > 0 && (this.#isFull || rowGroupRows >= this.#mostRows)) await this.#endRowGroup();
  }

  async #endRowGroup(): Promise<void> {
    this.#isFull = false;
    this.#clock.time('encodeParquet', () => {
      this.#pending.push(...this.#writer.rowGroup(this.#kernel.endRowGroup()));
    });
    await this.#flush();
  }

  /** The arena of the row group before is free once this one has been taken. */
  async #flush(): Promise<void> {
    const pieces = this.#pending;
    this.#pending = [];
    await this.#handoff.put(pieces);
  }

  async take(part: RangePart, spares: SpareBuffers): Promise<void> {
    if (part.format !== 'parquet') throw partMismatch();
    for (const { facts, bytes } of part.rowGroups) {
      this.#writer.addRowGroup(facts);
      this.#pending.push(bytes);
      await this.#flush();
      if (this.#before) spares.give(this.#before.buffer);
      this.#before = bytes;
    }
  }

  async finish(): Promise<void> {
    this.#clock.time('encodeParquet', () => {
      if (this.#kernel.rowGroupRows > 0)
        this.#pending.push(...this.#writer.rowGroup(this.#kernel.endRowGroup()));
      this.#pending.push(...this.#writer.end());
    });
    await this.#flush();
    this.#handoff.end();
  }

  fail(reason: unknown): void {
    this.#handoff.fail(reason);
  }
}

export const digests: Digests = {
  sha256(pieces) {
    const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
    for (const piece of pieces) hash.update(piece);
    return hash.digest();
  },
  crc32: (bytes) => zlib().crc32(bytes),
};

/** What compresses blocks of the codec that the kernel lacks. */
export const blockCompressor =
  ({ level }: AvroPlan): BlockCompressor =>
  (plain) =>
    zlib().deflateRawSync(plain, level === undefined ? {} : { level });

/** Without a Parquet file, dictionaries of strings are begun afresh after so many rows. */
const DICTIONARY_ROWS = 1 << 20;

/** An Avro object container file, block by block. */
export class AvroOutput implements Output {
  readonly #kernel: Kernel;
  readonly #container: ContainerWriter;
  readonly #encoder: AvroEncoder;
  readonly #clock: StageClock;
  readonly #endsRowGroups: boolean;
  /** What was taken last; it has been written when the next is taken. */
  #before: Uint8Array<ArrayBuffer> | undefined;
  readonly #handoff = new Handoff();

  /** `isAlone`: nobody else ends row groups. */
  constructor(kernel: Kernel, schema: TableSchema, plan: AvroPlan, isAlone: boolean, clock: StageClock) {
    const { codec, metadata } = plan;
    this.#container = new ContainerWriter(
      { schema: avroSchema(schema), codec, ...(metadata && { metadata }) },
      digests,
    );
    this.#kernel = kernel;
    this.#encoder = new AvroEncoder(kernel, this.#container, codec, blockCompressor(plan));
    this.#endsRowGroups = isAlone;
    this.#clock = clock;
  }

  get body(): BodyStream {
    return this.#handoff.body();
  }

  encode(): Promise<void> {
    return this.#pass(this.#encoder.batch());
  }

  async batchEnded(): Promise<void> {
    if (this.#endsRowGroups && this.#kernel.rowGroupRows >= DICTIONARY_ROWS)
      this.#kernel.exports.beginRowGroup();
  }

  async take(part: RangePart, spares: SpareBuffers): Promise<void> {
    if (part.format !== 'avro') throw partMismatch();
    if (part.sync === undefined) return;
    const { header, sync } = this.#container.settleSync(part.sync);
    await this.#handoff.put(header);
    for (const { bytes, markers } of part.chunks) {
      for (const marker of markers) bytes.set(sync, marker);
      await this.#handoff.put([bytes]);
      if (this.#before) spares.give(this.#before.buffer);
      this.#before = bytes;
    }
  }

  async finish(): Promise<void> {
    await this.#pass(this.#encoder.finish());
    this.#handoff.end();
  }

  async #pass(chunks: Generator<readonly Uint8Array[], void>): Promise<void> {
    for (;;) {
      const next = this.#clock.time('encodeAvro', () => chunks.next());
      if (next.done) return;
      await this.#handoff.put(next.value);
    }
  }

  fail(reason: unknown): void {
    this.#handoff.fail(reason);
  }
}
