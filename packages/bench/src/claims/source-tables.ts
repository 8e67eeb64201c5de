import type { Estimate } from '../record/estimate.ts';
import { scaleEstimate } from '../statistics/estimate-median.ts';
import type { ClaimQuantity, CostRow, SourceTable, TableCell } from './claims-record.ts';
import { savingAt } from './cost-claim.ts';
import { baselineFor, type Evidence, measured, onNetwork } from './evidence.ts';
import { BASELINE, OPTIMIZED } from './ladder.ts';
import { batchMs, estimateRounds, fileMs, type MeasuredPoint, timesAsFast } from './measured-points.ts';
import type { Experiment } from './plan-points.ts';
import { SOURCE } from './source-document.ts';
import { batchReduction } from './speed-claims.ts';
import { stageMs } from './stage-claim.ts';
import { timesFewerRequests } from './store-claims.ts';

const NOT_RUN = 'not part of this run';
const MINUTE_MS = 60_000;
const MILLION = 1e6;

const cell = (
  claimed: string,
  quantity: ClaimQuantity,
  found: Estimate | undefined,
  note: string = NOT_RUN,
): TableCell => ({
  claimed,
  quantity,
  found: found ?? null,
  ...(found === undefined && { note }),
});

const words = (claimed: string, note: string): TableCell => ({
  claimed,
  quantity: 'count',
  found: null,
  note,
});

const rateOf = (point: MeasuredPoint | undefined) =>
  point && estimateRounds(fileMs(point).map(({ round, value }) => ({ round, value: MINUTE_MS / value })));

const PAIR = ['Original', 'Optimized'] as const;

const UNMEASURED_ROWS: SourceTable['rows'] = [
  {
    name: 'Error resilience',
    cells: [
      words('Basic', 'no figure'),
      words('Comprehensive', 'no figure'),
      words('Higher reliability', 'see parquetry faults'),
    ],
  },
  {
    name: 'Scalability',
    cells: [words('Poor', 'see R7'), words('Excellent', 'see R7'), words('100x more files', 'see R7')],
  },
];

function comparisonRows(evidence: Evidence, experiment: Experiment): SourceTable['rows'] {
  const [before, after] = [BASELINE, OPTIMIZED].map((rung) => measured(evidence, experiment, rung));
  const ms = (point: MeasuredPoint | undefined) => point && estimateRounds(fileMs(point));
  const calls = (point: MeasuredPoint | undefined) => point?.figures.traffic?.requestsPerFile;
  const faster = timesAsFast(after, baselineFor(evidence, experiment, after));
  return [
    {
      name: 'Processing time per file',
      cells: [
        cell('0.5–0.6 s', 'duration', ms(before)),
        cell('0.05–0.1 s', 'duration', ms(after)),
        cell('5–10x faster', 'times', faster),
      ],
    },
    {
      name: 'Files per minute',
      cells: [
        cell('~100', 'rate', rateOf(before)),
        cell('~1,000+', 'rate', rateOf(after)),
        cell('10x capacity', 'times', faster),
      ],
    },
    {
      name: 'S3 requests per file',
      cells: [
        cell('Low efficiency', 'count', calls(before)),
        cell('High (batched + cached)', 'count', calls(after)),
        cell('3–5x fewer calls', 'times', timesFewerRequests(evidence, experiment)),
      ],
    },
  ];
}

const comparison = (evidence: Evidence): SourceTable[] =>
  evidence.experiments.slice(0, 1).map((experiment) => ({
    title: 'Performance comparison',
    note: `Measured: ${onNetwork(experiment)}.`,
    columns: [...PAIR, 'Improvement'],
    rows: [...comparisonRows(evidence, experiment), ...UNMEASURED_ROWS],
  }));

const span = ([low, high]: readonly [number, number]) => `~${low}–${high} s`;

function batches(evidence: Evidence): SourceTable[] {
  const [experiment] = evidence.experiments;
  if (experiment === undefined) return [];
  const timeOf = (rung: string, files: number) => {
    const point = measured(evidence, experiment, rung, files);
    return point && estimateRounds(batchMs(point));
  };
  return [
    {
      title: 'Execution time by file count',
      note: `Measured: ${onNetwork(experiment)}, in a warm process.`,
      columns: [...PAIR, 'Time reduction'],
      rows: SOURCE.batches.map(({ files, originalSeconds, optimizedSeconds, reduction: [least, most] }) => ({
        name: `${files} files`,
        cells: [
          cell(`~${originalSeconds} s`, 'duration', timeOf(BASELINE, files)),
          cell(span(optimizedSeconds), 'duration', timeOf(OPTIMIZED, files)),
          cell(
            `${Math.round(least * 100)}–${Math.round(most * 100)} %`,
            'percent',
            batchReduction(evidence, experiment, files),
          ),
        ],
      })),
    },
  ];
}

function stages(evidence: Evidence): SourceTable[] {
  const [experiment] = evidence.experiments;
  const point = experiment && measured(evidence, experiment, BASELINE);
  if (experiment === undefined || point === undefined) return [];
  const inside = 'a command, which cannot be looked into';
  const { get, readCsv, convertParquet, put } = SOURCE.stageSeconds;
  const row = (name: string, claimed: string, found: Estimate | undefined) => ({
    name,
    cells: [cell(claimed, 'duration', found, inside)],
  });
  return [
    {
      title: 'Stages of a file, original',
      note: `Measured: ${onNetwork(experiment)}. A GET and the PUTs wait as the network profile says.`,
      columns: ['Time'],
      rows: [
        row(
          'S3 get_object',
          `${get} s`,
          stageMs(point, ({ readMs }) => readMs),
        ),
        row(
          'CSV file read',
          `${readCsv} s`,
          stageMs(point, ({ parseMs }) => parseMs),
        ),
        row(
          'Parquet conversion',
          `${convertParquet.toFixed(3)} s`,
          stageMs(point, (it) => it.encodeParquetMs),
        ),
        row(
          'Avro conversion',
          'not stated',
          stageMs(point, ({ encodeAvroMs }) => encodeAvroMs),
        ),
        row(
          'S3 put_object, all of them',
          `${put.toFixed(3)} s`,
          stageMs(point, ({ writeMs }) => writeMs),
        ),
        row('Total per file', '0.5–0.6 s', estimateRounds(fileMs(point))),
      ],
    },
  ];
}

const dollars = (value: number) => `$${value.toFixed(2)}`;

/** A month's bill at the document's size of a function. */
function costs(evidence: Evidence, rows: readonly CostRow[]): SourceTable[] {
  const bill = (pipeline: string, files: number): Estimate | undefined => {
    const row = rows.find((one) => one.pipeline === pipeline && one.memoryMb === SOURCE.memoryMb);
    if (row === undefined) return undefined;
    const { median, low, high } = row.computeDollars;
    const all = (compute: number) => compute + row.requestDollars;
    return scaleEstimate(
      { ...row.computeDollars, median: all(median), low: all(low), high: all(high) },
      files / MILLION,
    );
  };
  return [
    {
      title: `Monthly cost at ${SOURCE.memoryMb.toLocaleString('en-US')} MB`,
      note: "Measured: billed GB-seconds at Lambda's price, S3 requests, one invocation for each file.",
      columns: [...PAIR, 'Savings'],
      rows: SOURCE.months.map(({ files, originalDollars, optimizedDollars, saving }) => {
        const [before, after] = [BASELINE, OPTIMIZED].map((pipeline) => bill(pipeline, files));
        const stated = `${dollars(originalDollars - optimizedDollars)} (${Math.round(saving * 100)} %)`;
        return {
          name: `${files.toLocaleString('en-US')} files`,
          cells: [
            cell(dollars(originalDollars), 'dollars', before),
            cell(dollars(optimizedDollars), 'dollars', after),
            cell(stated, 'percent', savingAt(evidence, SOURCE.memoryMb)),
          ],
        };
      }),
    },
  ];
}

/** The document's tables, what it claims beside what was measured. */
export const sourceTables = (evidence: Evidence, costRows: readonly CostRow[]): SourceTable[] => [
  ...comparison(evidence),
  ...batches(evidence),
  ...stages(evidence),
  ...costs(evidence, costRows),
];
