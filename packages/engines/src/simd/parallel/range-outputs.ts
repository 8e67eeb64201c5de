import { avroSchema, type OutputPlan, type StageClock, type TableSchema } from '@parquetry/core';
import {
  AvroEncoder,
  assembleRowGroup,
  type BlockFramer,
  blockPieces,
  type ContainerBlock,
  containerHeader,
  type FileFrame,
  type Kernel,
  SYNC_MARKER_BYTES,
  syncMarker,
} from '@parquetry/kernel';
import { type AvroPlan, blockCompressor, digests, type ParquetPlan, pageCompressor } from '../outputs.ts';
import type { RowSink } from '../row-feed.ts';
import type { Tools } from '../tools.ts';
import { gather, type MadeBlocks, type MadeRowGroup, type RangePart } from './range-part.ts';
import type { SpareBuffers } from './spare-buffers.ts';

/** An output of which one range of the source becomes a part. */
export interface RangeOutput extends RowSink {
  part(): RangePart;
}

/** Row groups, copied out of the kernel's memory. */
class RangeRowGroups implements RangeOutput {
  readonly #kernel: Kernel;
  readonly #spares: SpareBuffers;
  readonly #columnCount: number;
  readonly #compress;
  readonly #mostRows: number;
  readonly #clock: StageClock;
  readonly #rowGroups: MadeRowGroup[] = [];
  #isFull = false;

  constructor(
    { kernel, spares }: Tools,
    frame: FileFrame,
    plan: ParquetPlan,
    mostRows: number,
    clock: StageClock,
  ) {
    this.#kernel = kernel;
    this.#spares = spares;
    this.#columnCount = frame.columns.length;
    this.#compress = pageCompressor(plan);
    this.#mostRows = mostRows;
    this.#clock = clock;
  }

  async encode(): Promise<void> {
    this.#isFull = !this.#clock.time('encodeParquet', () => this.#kernel.putPages());
  }

  async batchEnded(): Promise<void> {
    const { rowGroupRows } = this.#kernel;
    if (rowGroupRows > 0 && (this.#isFull || rowGroupRows >= this.#mostRows)) this.#endRowGroup();
  }

  #endRowGroup(): void {
    this.#isFull = false;
    this.#clock.time('encodeParquet', () => {
      const { facts, pieces } = assembleRowGroup(
        this.#kernel.endRowGroup(),
        this.#columnCount,
        this.#compress,
      );
      this.#rowGroups.push({ facts, bytes: gather(pieces, this.#spares) });
    });
  }

  async finish(): Promise<void> {
    if (this.#kernel.rowGroupRows > 0) this.#endRowGroup();
  }

  part(): RangePart {
    return { format: 'parquet', rowGroups: this.#rowGroups };
  }
}

/** Where a marker will be. */
const GAP = new Uint8Array(SYNC_MARKER_BYTES);

/** Frames blocks before their marker is known. */
class OpenBlocks implements BlockFramer {
  readonly #plan: AvroPlan;
  readonly #schema: TableSchema;
  sync: Uint8Array | undefined;

  constructor(plan: AvroPlan, schema: TableSchema) {
    this.#plan = plan;
    this.#schema = schema;
  }

  block(block: ContainerBlock): Uint8Array[] {
    const { codec, metadata } = this.#plan;
    this.sync ??= syncMarker(
      containerHeader({ schema: avroSchema(this.#schema), codec, ...(metadata && { metadata }) }),
      block.plain,
      digests,
    );
    return [...blockPieces(block, codec, digests), GAP];
  }

  finish(): Uint8Array[] {
    return [];
  }
}

function gatherBlocks(pieces: readonly Uint8Array[], spares: SpareBuffers): MadeBlocks {
  const markers: number[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (piece === GAP) markers.push(at);
    at += piece.length;
  }
  return { bytes: gather(pieces, spares), markers };
}

/** Blocks, copied out of the kernel's memory. */
class RangeBlocks implements RangeOutput {
  readonly #encoder: AvroEncoder;
  readonly #framer: OpenBlocks;
  readonly #spares: SpareBuffers;
  readonly #clock: StageClock;
  readonly #chunks: MadeBlocks[] = [];

  constructor({ kernel, spares }: Tools, schema: TableSchema, plan: AvroPlan, clock: StageClock) {
    this.#spares = spares;
    this.#framer = new OpenBlocks(plan, schema);
    this.#encoder = new AvroEncoder(kernel, this.#framer, plan.codec, blockCompressor(plan));
    this.#clock = clock;
  }

  async encode(): Promise<void> {
    this.#clock.time('encodeAvro', () => this.#keep(this.#encoder.batch()));
  }

  async batchEnded(): Promise<void> {}

  async finish(): Promise<void> {
    this.#clock.time('encodeAvro', () => this.#keep(this.#encoder.finish()));
  }

  #keep(chunks: Iterable<readonly Uint8Array[]>): void {
    for (const pieces of chunks) if (pieces.length > 0) this.#chunks.push(gatherBlocks(pieces, this.#spares));
  }

  part(): RangePart {
    return {
      format: 'avro',
      rowCount: this.#encoder.rowCount,
      chunks: this.#chunks,
      sync: this.#framer.sync,
    };
  }
}

export function rangeOutput(
  tools: Tools,
  output: OutputPlan,
  { schema, mostRows }: { schema: TableSchema; mostRows: number },
  clock: StageClock,
): RangeOutput {
  return output.format === 'parquet'
    ? new RangeRowGroups(tools, tools.table.frame!, output, mostRows, clock)
    : new RangeBlocks(tools, schema, output, clock);
}
