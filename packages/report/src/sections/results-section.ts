import type { Estimate, MeasuredCell, Measurement } from '@parquetry/bench/record';
import { basisFor } from '../basis.ts';
import { reasonOf } from '../charts/rows.ts';
import type { Contest } from '../contests.ts';
import { type Html, html, nameOf, nothing } from '../html.ts';
import { coveragePercent, hasInterval } from '../text/estimates.ts';
import { counted, format, formatRange, type Quantity } from '../text/quantities.ts';
import { formatName, formatNames, listed } from '../text/words.ts';
import { scrollingTable } from './chart-table.ts';

interface Column {
  readonly title: string;
  readonly quantity: Quantity;
  readonly of: (cell: MeasuredCell) => Estimate | null;
}

/** Per file, or per GB where a slice made some files smaller, so that a row compares with the next. */
function columnsOf(cells: readonly Measurement[]): readonly Column[] {
  const { unit, toUnit, time, rate, cost } = basisFor(cells.filter((cell) => cell.status === 'measured'));
  return [
    { title: 'Throughput', quantity: 'bytesPerSecond', of: ({ figures }) => figures.inputBytesPerSecond },
    time,
    rate,
    { title: 'Rows per second', quantity: 'rate', of: ({ figures }) => figures.rowsPerSecond },
    { title: `CPU per ${unit}`, quantity: 'duration', of: (cell) => toUnit(cell.figures.cpuMsPerFile, cell) },
    { title: 'Peak memory', quantity: 'bytes', of: ({ figures }) => figures.peakRssBytes },
    {
      title: `GB-seconds per ${unit}`,
      quantity: 'gbSeconds',
      of: (cell) => toUnit(cell.figures.cost.gbSecondsPerFile, cell),
    },
    cost,
  ];
}

const TABLE_COLUMNS = 11;

function coverage(estimate: Estimate): string {
  return hasInterval(estimate) ? `${coveragePercent(estimate.confidence)} %` : 'no interval';
}

/** Samples and coverage, where they differ from what the row says for all its figures. */
function exception(estimate: Estimate, usual: Estimate): string {
  const same = estimate.samples === usual.samples && estimate.confidence === usual.confidence;
  return same ? '' : ` · ${counted(estimate.samples, 'sample')}, ${coverage(estimate)}`;
}

function figureCell(estimate: Estimate | null, quantity: Quantity, usual: Estimate): Html {
  if (estimate === null) return html`<td class="soft">unknown</td>`;
  const { median, low, high } = estimate;
  const range = hasInterval(estimate) ? formatRange(quantity, median, low, high) : '';
  return html`<td><b>${format(quantity, median)}</b><small>${range}${exception(estimate, usual)}</small></td>`;
}

const VERDICT_MARKS = { faster: '▲', slower: '▼', equivalent: '=', undecided: '?' } as const;

function versusCell({ versusReference, figures }: MeasuredCell): Html {
  if (versusReference === null) return html`<td class="soft">–</td>`;
  const { speedup, verdict, reference } = versusReference;
  const range = hasInterval(speedup) ? formatRange('times', speedup.median, speedup.low, speedup.high) : '';
  return html`<td><b>${format('times', speedup.median)}</b><small>${range}${exception(speedup, figures.inputBytesPerSecond)}</small>
<small class="verdict verdict-${verdict}"><span aria-hidden="true">${VERDICT_MARKS[verdict]}</span> ${verdict}<span class="unseen"> against ${nameOf(reference)}</span></small></td>`;
}

/** What a contender made of the types that it found out by itself. */
function typingText(retyped: MeasuredCell['retyped']): string {
  if (retyped === undefined) return '';
  if (retyped.length === 0) return ' It found the types that were meant.';
  const columns = retyped.map(({ column, expected, found }) => `${column} ${found} instead of ${expected}`);
  return ` It found other types than were meant: ${columns.join(', ')}.`;
}

/** What a contender does that is not plain from its name. */
function doingText({ probe, pipeline }: MeasuredCell): string {
  const { formats, staged, rereads } = pipeline ?? {};
  const parts = [
    ...(probe === undefined ? [] : [`A part of the work alone: it ${probe}.`]),
    ...(formats === undefined ? [] : [`It writes ${formatNames(formats)} only.`]),
    ...(staged ? ['Objects are files of this machine in between.'] : []),
    ...(rereads === undefined ? [] : [`${counted(rereads, 'file')} of them are converted twice.`]),
  ];
  return parts.map((part) => ` ${part}`).join('');
}

function basisRow(cell: MeasuredCell): Html {
  const { workload, verifiedBy, notVerified, verification, retyped } = cell;
  const { files, inputBytes, rows, slice } = workload;
  const readers = Object.entries(verifiedBy).map(([format, reader]) => `${formatName(format)} by ${reader}`);
  const verified = readers.length === 0 ? 'no independent reader named' : `verified: ${listed(readers)}`;
  const method = verification === undefined ? '' : ` (${verification})`;
  const doubt = notVerified === undefined ? '' : `; not verified independently: ${notVerified}`;
  const sliced =
    slice === null
      ? nothing
      : html` <span class="slice">A slice: ${format('bytes', inputBytes)} of ${format('bytes', slice.ofBytes)}, ${counted(files, 'file')} of ${slice.ofFiles}; ${slice.because}.</span>`;
  return html`<tr class="basis"><td colspan="${TABLE_COLUMNS}"><div>${counted(files, 'file')}, ${format('bytes', inputBytes)}, ${counted(rows, 'row')}; ${verified}${method}${doubt}.${doingText(cell)}${typingText(retyped)}${sliced}</div></td></tr>`;
}

const STATUS_TITLES = {
  unsupported: 'Unsupported',
  'wrong-output': 'Wrong output',
  failed: 'Failed',
} as const satisfies Record<Exclude<Measurement['status'], 'measured'>, string>;

function cellRow(cell: Measurement, columns: readonly Column[], referenceEngine: string): Html {
  const note = cell.engine === referenceEngine ? html`<small>reference</small>` : nothing;
  const label = html`<th scope="row">${nameOf(cell.engine)}${note}</th>`;
  if (cell.status !== 'measured') {
    const detail = reasonOf(cell).replace(/^[^:]+: /, '');
    return html`<tr>${label}<td colspan="${TABLE_COLUMNS - 1}" class="reason"><span class="status status-${cell.status}">${STATUS_TITLES[cell.status]}</span> ${detail}</td></tr>`;
  }
  const usual = cell.figures.inputBytesPerSecond;
  const [throughput, ...others] = columns.map(({ quantity, of }) => figureCell(of(cell), quantity, usual));
  return html`<tr class="measured">${label}${throughput ?? nothing}${versusCell(cell)}${others}
<td><b>${usual.samples}</b><small>${coverage(usual)}</small></td></tr>${basisRow(cell)}`;
}

function contestTable({ label, scenario, cells }: Contest): Html {
  const columns = columnsOf(cells);
  const [first, ...others] = columns.map(({ title }) => html`<th scope="col">${title}</th>`);
  const head = html`<tr><th scope="col">Engine</th>${first ?? nothing}<th scope="col">Speed against <span class="clip">${nameOf(scenario.reference)}</span></th>${others}<th scope="col">Samples</th></tr>`;
  const { formats, parquetCodec, avroCodec } = scenario.plan;
  const codecs = { parquet: parquetCodec, avro: avroCodec };
  const plan = formats.map((format) => `${formatName(format)} (${codecs[format]})`).join(' + ');
  const body =
    cells.length === 0
      ? [
          html`<tr><td colspan="${TABLE_COLUMNS}" class="reason">No engine was run on this scenario.</td></tr>`,
        ]
      : cells.map((cell) => cellRow(cell, columns, scenario.reference));
  return html`<div class="card contest"><h3>${nameOf(label)}: ${scenario.title}</h3>
<p class="question">${scenario.question}</p>
<p class="soft">${scenario.dataset.format} to ${plan}. ${scenario.dataset.description}</p>
${scrollingTable(`All results of ${label}`, head, body)}</div>`;
}

/** Every cell of the record: figures with intervals and sample counts, or the reason why there are none. */
export function resultsSection(contests: readonly Contest[]): Html {
  return html`<section class="wrap" id="results"><h2>Every result</h2>
<p class="lead">Bold figures are medians over fresh processes; below each stands the interval for it. The last column says how many samples that is, and how often such an interval covers the true median.</p>
${contests.map(contestTable)}</section>`;
}
