import { type RecordBatch, transformParquetStream, type WriterProperties } from 'parquet-wasm/esm';

/**
 * parquet-wasm's streaming writer, driven a batch at a time. It passes over errors of its input and ends the file as
 * if nothing had happened, so its end counts only after `finish`.
 */
export class ParquetSink {
  /** Of the batches that the writer has taken and encoded. */
  rowCount = 0;
  #controller: ReadableStreamDefaultController<RecordBatch> | undefined;
  #wanted = Promise.withResolvers<void>();
  #chunks: Uint8Array[] = [];
  readonly #ended: Promise<void>;

  constructor(properties: WriterProperties) {
    const input = new ReadableStream<RecordBatch>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#wanted.resolve(),
      },
      { highWaterMark: 0 },
    );
    this.#ended = this.#collect(transformParquetStream(input, properties));
    this.#ended.catch(() => {});
  }

  /** Hands over a batch, which is freed whatever becomes of it; resolves when it has been encoded. */
  async write(batch: RecordBatch): Promise<void> {
    const { numRows } = batch;
    const isWanted = await this.#untilWanted().catch((error: unknown) => {
      batch.free();
      throw error;
    });
    this.#wanted = Promise.withResolvers();
    if (isWanted) this.#controller?.enqueue(batch);
    else batch.free();
    if (await this.#untilWanted()) this.rowCount += numRows;
  }

  /** The bytes of the file that have come out since the last call. */
  take(): Uint8Array[] {
    const taken = this.#chunks;
    this.#chunks = [];
    return taken;
  }

  /** Ends the file; at least one batch must have been written. */
  async finish(): Promise<void> {
    this.#controller?.close();
    this.#controller = undefined;
    await this.#ended;
  }

  /** Gives up the file unless it is finished, and frees what the writer holds. */
  async abandon(): Promise<void> {
    this.#controller?.error(new Error('the file was given up'));
    this.#controller = undefined;
    await this.#ended.catch(() => {});
    this.#chunks = [];
  }

  /** True: the writer wants another batch. False: it has ended by itself. */
  #untilWanted(): Promise<boolean> {
    return Promise.race([this.#wanted.promise.then(() => true), this.#ended.then(() => false)]);
  }

  async #collect(output: Promise<ReadableStream<Uint8Array>>): Promise<void> {
    for await (const chunk of await output) this.#chunks.push(chunk);
  }
}
