import { type BodyStream, memoryStore, type ObjectStore, type OpenUpload } from '@parquetry/core';
import { parse } from 'csv-parse/sync';
import { judgeLake } from '../../../src/campaign/judge/judge-lake.ts';
import type { Judgement } from '../../../src/campaign/judge/judgement.ts';
import { lakeIn, type StoredSource } from '../../../src/campaign/sources/lake.ts';
import type { PlannedSource, SourceKind } from '../../../src/campaign/sources/plan-sources.ts';
import { sourceText } from '../../../src/campaign/sources/source-text.ts';
import { avroFile } from '../../verification/support/avro-file.ts';
import { parquetFile } from '../../verification/support/parquet-file.ts';

const SEED = 7;
const BUCKET = 's3://lake';

export interface Row {
  readonly id: string;
  readonly station: string;
  readonly taken_at: string;
  readonly reading: string;
  readonly payload: string;
}

const rowsOf = (text: Buffer) => parse(text, { columns: true, relax_column_count: true }) as Row[];

const sql = (text: string) => (text === '' ? 'NULL' : `'${text.replaceAll("'", "''")}'`);

/** As DuckDB writes them. */
export const parquetOf = (rows: readonly Row[]): Promise<Uint8Array> =>
  parquetFile(
    `SELECT * FROM (VALUES ${rows
      .map(
        ({ id, station, taken_at, reading, payload }) =>
          `(${id}::BIGINT, ${sql(station)}::VARCHAR, ${sql(taken_at)}::TIMESTAMPTZ, ${sql(reading)}::DOUBLE, ${sql(payload)}::VARCHAR)`,
      )
      .join(', ')}) AS t(id, station, taken_at, reading, payload)`,
  );

const AVRO_SCHEMA = {
  type: 'record',
  name: 'row',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'station', type: ['null', 'string'] },
    { name: 'taken_at', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'reading', type: ['null', 'double'] },
    { name: 'payload', type: 'string' },
  ],
};

/** As avsc writes them. */
export const avroOf = (rows: readonly Row[]): Promise<Uint8Array> =>
  avroFile(
    AVRO_SCHEMA,
    rows.map(({ id, station, taken_at, reading, payload }) => ({
      id: BigInt(id),
      station: station === '' ? null : station,
      taken_at: BigInt(Date.parse(taken_at)) * 1000n,
      reading: reading === '' ? null : Number(reading),
      payload,
    })),
  );

async function* bodyOf(content: Uint8Array): BodyStream {
  yield content;
}

/** A store in which a delivery has, or has not, done what it should: changed by hand and judged. */
export class HandMadeLake {
  readonly store: ObjectStore = memoryStore();
  readonly sources: StoredSource[] = [];
  readonly open: OpenUpload[] = [];
  uploads = { created: 4, completed: 3, aborted: 1 };
  readonly #rows = new Map<string, readonly Row[]>();

  async put(key: string, content: Uint8Array | string): Promise<void> {
    await this.store.write({ bucket: BUCKET, key }, bodyOf(Buffer.from(content)));
  }

  async remove(key: string): Promise<void> {
    await this.store.delete({ bucket: BUCKET, key });
  }

  async copy(from: string, to: string): Promise<void> {
    await this.store.write({ bucket: BUCKET, key: to }, this.store.read({ bucket: BUCKET, key: from }));
  }

  rows(key: string): readonly Row[] {
    return this.#rows.get(key)!;
  }

  async addSource(key: string, kind: SourceKind, rows: number): Promise<void> {
    const planned: PlannedSource = { index: this.sources.length, key, kind, rows };
    const text = sourceText(planned, SEED);
    const ref = { bucket: BUCKET, key: `in/${key}` };
    const { etag, bytes } = await this.store.write(ref, bodyOf(text));
    this.sources.push({ key, etag, bytes });
    if (kind !== 'bad') this.#rows.set(key, rowsOf(text));
  }

  async deliver(key: string, rows = this.rows(key)): Promise<void> {
    const stem = `out/${key.replace('.csv', '')}`;
    await this.put(`${stem}.parquet`, await parquetOf(rows));
    await this.put(`${stem}.avro`, await avroOf(rows));
  }

  async letter(
    key: string,
    failure: object = { kind: 'data-quality', code: 'BadInputError', message: 'bad' },
  ) {
    const letter = {
      version: 1,
      job: { id: 'x', source: { ref: { bucket: BUCKET, key: `in/${key}` } } },
      failure,
    };
    await this.put(`out/_parquetry/dead-letters/${key.replaceAll('/', '-')}.json`, JSON.stringify(letter));
  }

  judge(): Promise<Judgement> {
    const { store, sources, uploads, open } = this;
    return judgeLake({
      store,
      lake: lakeIn(BUCKET),
      sources,
      uploads,
      writers: { parquet: 'duckdb', avro: 'avsc' },
      async *listUploads() {
        yield* open;
      },
    });
  }
}

/** Two sources that were delivered, and a bad one that is a dead letter. */
export async function deliveredLake(): Promise<HandMadeLake> {
  const lake = new HandMadeLake();
  await lake.addSource('a/0.csv', 'small', 8);
  await lake.addSource('b 1.csv', 'small', 3);
  await lake.addSource('bad.csv', 'bad', 5);
  await lake.deliver('a/0.csv');
  await lake.deliver('b 1.csv');
  await lake.letter('bad.csv');
  await lake.put('out/_parquetry/manifest/0000000001-x.ndjson', 'whatever the pipeline keeps');
  return lake;
}
