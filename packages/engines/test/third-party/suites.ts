import { judgeCsv } from './judge-csv.ts';
import { hasSuite } from './shared-files.ts';
import { avroCases, avroWriterCases } from './suites/avro.ts';
import { commonsCsvCases } from './suites/commons-csv.ts';
import { csvSpectrumCases } from './suites/csv-spectrum.ts';
import { duckdbCsvCases } from './suites/duckdb-csv.ts';
import { fastcsvCases } from './suites/fastcsv.ts';
import { jsonCases, jsonConversionCases } from './suites/json-test-suite.ts';
import { papaparseCases } from './suites/papaparse.ts';
import { univocityCases } from './suites/univocity.ts';
import type { Contestant, CsvCase, SuiteCase } from './third-party-case.ts';

type Cases<Of> = () => Promise<readonly SuiteCase<Of>[]>;

/** A suite of other people's cases. */
export interface Suite {
  readonly name: string;
  /** What the cases are, in a few words. */
  readonly about: string;
  /** False where its files are not on this machine. */
  readonly isHere: boolean;
  /** For every engine. */
  readonly engineCases?: Cases<Contestant>;
  /** For core alone. */
  readonly coreCases?: Cases<undefined>;
}

/** Loaded once, whoever asks. */
function once<Value>(load: () => Value | Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined;
  return () => {
    loading ??= (async () => load())();
    return loading;
  };
}

const csv = (load: () => readonly CsvCase[] | Promise<readonly CsvCase[]>): Cases<Contestant> =>
  once(async () =>
    (await load()).map((one) => ({
      id: one.id,
      judge: (contestant: Contestant) => judgeCsv(contestant, one),
    })),
  );

export const suites: readonly Suite[] = [
  {
    name: 'fastcsv-spec',
    about: 'RFC 4180 clause by clause, and byte-order marks',
    isHere: hasSuite('fastcsv-spec'),
    engineCases: csv(fastcsvCases),
  },
  {
    name: 'commons-csv',
    about: 'control files and the texts of bug reports',
    isHere: hasSuite('commons-csv'),
    engineCases: csv(commonsCsvCases),
  },
  {
    name: 'papaparse',
    about: 'its parser, and finding out the delimiter',
    isHere: hasSuite('papaparse'),
    engineCases: csv(papaparseCases),
  },
  {
    name: 'univocity',
    about: 'one file of hard quoting',
    isHere: hasSuite('univocity'),
    engineCases: csv(univocityCases),
  },
  {
    name: 'duckdb-csv',
    about: 'its own test files, cell by cell as DuckDB reads them in the dialect that was found',
    isHere: hasSuite('duckdb-csv'),
    engineCases: csv(duckdbCsvCases),
  },
  {
    name: 'csv-spectrum',
    about: 'small files, nothing said about them',
    isHere: true,
    engineCases: csv(csvSpectrumCases),
  },
  {
    name: 'JSONTestSuite',
    about:
      'core: each text as it is; engines: each as one value of a line between two others, and in an array',
    isHere: hasSuite('JSONTestSuite'),
    engineCases: once(jsonConversionCases),
    coreCases: once(jsonCases),
  },
  {
    name: 'avro',
    about:
      "core: Apache's files and schemas in its own reader; engines: its weather records written and read back",
    isHere: hasSuite('avro'),
    engineCases: once(avroWriterCases),
    coreCases: once(avroCases),
  },
];
