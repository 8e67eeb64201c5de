import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The Parquet file that DuckDB writes for a query; `options` go to COPY: `COMPRESSION zstd, ROW_GROUP_SIZE 10000`. */
export async function parquetOf(query: string, options = 'COMPRESSION snappy'): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-reading-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const path = join(directory, 'file.parquet');
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, ${options})`);
    return new Uint8Array(await readFile(path));
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(directory, { recursive: true });
  }
}
