import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  BadInputError,
  type ConversionPlan,
  displayRef,
  type Engine,
  type EngineLimits,
} from '@parquetry/core';
import { convertFiles, type FileJob } from '../shared/convert-files.ts';
import { loadLibrary, unsupportedSession } from '../shared/load-library.ts';
import { copyStatement } from './duckdb-sql.ts';
import { duckdbSupport } from './duckdb-support.ts';

type Library = Pick<typeof import('@duckdb/node-api'), 'DuckDBInstance'>;

const INSTALL = 'npm install @duckdb/node-api';

/**
 * What was tried beside this on a million rows, and on 58 KB: other row groups, buffers, dictionaries, page versions and
 * orders gain nothing beyond the noise; a new instance per file costs 14 ms; preparing the statement gains nothing.
 */
const openInstance = ({ DuckDBInstance }: Library, { threads, memoryBytes }: EngineLimits) =>
  DuckDBInstance.create(':memory:', {
    threads: `${threads}`,
    memory_limit: `${memoryBytes}B`,
    // Order is that of the file; nothing is fetched from the network.
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
  });

async function openConnection(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

const refused = ({ source }: ConversionPlan, cause: unknown) =>
  new BadInputError(`${displayRef(source.ref)}: DuckDB: ${String((cause as Error).message).split('\n')[0]}`, {
    cause,
  });

async function copy(
  connection: DuckDBConnection,
  { plan, sourcePath, outputPaths, clock, signal }: FileJob,
): Promise<number> {
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  let rows = 0;
  try {
    for (const [index, output] of plan.outputs.entries()) {
      if (output.format !== 'parquet') continue;
      const statement = copyStatement(plan, output, sourcePath, outputPaths[index]!);
      // One statement reads, types and writes: all of it is charged to encoding.
      const answer = await clock.timeAsync('encodeParquet', () => connection.run(statement));
      rows = Number(answer.rowsChanged);
    }
    return rows;
  } catch (cause) {
    throw refused(plan, cause);
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** DuckDB's own CSV and JSON scan into its own Parquet writer; `load` stands for its import. */
export const createDuckdb = (load: () => Promise<Library>): Engine => ({
  name: 'duckdb',
  writers: { parquet: 'duckdb', avro: 'none' },
  supports: duckdbSupport,

  async open(store, limits) {
    const loaded = await loadLibrary('@duckdb/node-api', INSTALL, load);
    if ('because' in loaded) return unsupportedSession(loaded.because);
    const instance = await openInstance(loaded.library, limits);
    const idle = [await openConnection(instance)];
    return {
      filesInFlight: limits.threads,
      async convert(plan, signal) {
        const support = duckdbSupport(plan);
        if (!support.supported) return { status: 'unsupported', because: support.because };
        const connection = idle.pop() ?? (await openConnection(instance));
        try {
          return await convertFiles(store, plan, (job) => copy(connection, job), signal);
        } finally {
          idle.push(connection);
        }
      },
      async [Symbol.asyncDispose]() {
        for (const connection of idle) connection.closeSync();
        instance.closeSync();
      },
    };
  },
});

export const duckdb = createDuckdb(() => import('@duckdb/node-api'));
