import type { Estimate, TuneAnswer, TuneCell, TuneFigures, TuneRecord } from '@parquetry/bench/record';
import { figureInWords } from '../figures/answers/words.ts';

const QUESTIONS: Readonly<Record<TuneAnswer['question'], string>> = {
  cheapest: 'Cheapest',
  fastest: 'Fastest',
  balanced: 'Balanced',
  knee: 'Knee of the front',
  'cheapest-within-slo': 'Cheapest within the limit',
};

const text = (words: string) => words.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const number = (value: number) => Number(value.toPrecision(3)).toString();
const orDash = (estimate: Estimate | null | undefined) => (estimate ? figureInWords(estimate) : '–');

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n');
}

const sizeOf = ({ concurrency, engine, memoryMb }: TuneCell) => [
  String(memoryMb),
  text(engine ?? '–'),
  String(concurrency),
];

function figuresOf(cell: TuneCell, kind: string, figures: TuneFigures | null): string[][] {
  if (figures === null) return [];
  const { dollarsPerMillion, durationMs, maxMemoryUsedMb, samples } = figures;
  const memory = maxMemoryUsedMb === null ? '–' : String(maxMemoryUsedMb);
  return [
    [
      ...sizeOf(cell),
      kind,
      String(samples),
      figureInWords(durationMs.p50),
      orDash(durationMs.p95),
      figureInWords(dollarsPerMillion),
      memory,
    ],
  ];
}

function rowsOf(cell: TuneCell): string[][] {
  if (cell.status !== 'measured')
    return [[...sizeOf(cell), cell.status, '0', '–', '–', '–', text(cell.because)]];
  return [
    ...figuresOf(cell, 'warm', cell.warm),
    ...figuresOf(cell, 'restored', cell.restored),
    ...figuresOf(cell, 'cold', cell.cold),
  ];
}

function placeOf({ calibration, cpuControl, place, prices, region }: TuneRecord): string {
  const priced = `prices of ${prices.region} as of ${prices.asOf}`;
  if (place === 'aws') return `On AWS in ${region}; ${priced}.`;
  return `On a local host (CPU share: ${cpuControl ?? 'unknown'}), ${calibration.status}; ${priced}.`;
}

function monthOf({ eventsPerMonth, monthly }: TuneRecord): string[] {
  if (!monthly || eventsPerMonth === null) return [];
  const rows = monthly.map(({ afterFreeTier, concurrency, dollars, engine, memoryMb }) => [
    String(memoryMb),
    text(engine ?? '–'),
    String(concurrency),
    figureInWords(dollars),
    number(afterFreeTier),
  ]);
  return [
    `## ${eventsPerMonth.toLocaleString('en-US')} events a month`,
    table(['MB', 'Engine', 'At once', 'Dollars', 'After the free tier'], rows),
  ];
}

function fleetRow(fleet: NonNullable<TuneRecord['fleets']>['fleets'][number]): string[] {
  if (fleet.status === 'unsupported') return [text(fleet.name), '–', '–', text(fleet.because)];
  const { breakEven, dollarsPerMonth, machines, name } = fleet;
  const from =
    breakEven.status === 'at'
      ? `from ${breakEven.filesPerMonth.toLocaleString('en-US')} events a month on`
      : `never: ${breakEven.because}`;
  return [text(name), String(machines), number(dollarsPerMonth), text(from)];
}

function fleetsOf({ fleets }: TuneRecord): string[] {
  if (!fleets) return [];
  const lambda = [`Lambda, ${fleets.choice.memoryMb} MB`, '–', number(fleets.lambda.dollarsPerMonth), '–'];
  return [
    '## Lambda against machines that run all month',
    table(
      ['Fleet', 'Machines', 'Dollars a month', 'Cheaper than Lambda'],
      [lambda, ...fleets.fleets.map(fleetRow)],
    ),
    fleets.assumptions.join(' '),
  ];
}

const answerRow = ({ because, choice, question, status }: TuneAnswer) => [
  QUESTIONS[question],
  choice === null ? '–' : `${choice.memoryMb} MB`,
  status.replaceAll('-', ' '),
  text(because),
];

/** A summary for a pull request or a page: answers, the comparison with the current size, figures of every size. */
export function tuneMarkdown(record: TuneRecord): string {
  const { answers, cells, comparedWithCurrent, function: it } = record;
  const sections = [
    `# ${text(it.name)}: memory sizes`,
    placeOf(record),
    table(['Question', 'Size', 'Answer', 'Because'], answers.map(answerRow)),
    ...(comparedWithCurrent ? [`${text(comparedWithCurrent.sentence)}.`] : []),
    '## Sizes',
    'Medians of the time and means of the money, each with its interval.',
    table(
      ['MB', 'Engine', 'At once', 'Kind', 'Samples', 'ms', 'p95 ms', '$ a million', 'Most MB used'],
      cells.flatMap(rowsOf),
    ),
    ...monthOf(record),
    ...fleetsOf(record),
    `Run ${record.runId}, seed ${record.seed}; sampling cost $${number(record.spentDollars)}.`,
  ];
  return `${sections.join('\n\n')}\n`;
}
