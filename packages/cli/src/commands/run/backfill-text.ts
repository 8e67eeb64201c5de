import {
  type BackfillEstimate,
  type BackfillInput,
  type BackfillState,
  consoleUrl,
  type MachineArn,
} from '@parquetry/deploy';
import type { PriceTable } from '@parquetry/prices';
import {
  formatBytes,
  formatCount,
  formatDollars,
  formatDuration,
  formatTable,
  plural,
} from '../../terminal/format.ts';
import { barText } from '../../terminal/live-line.ts';
import type { SourceCount } from './backfill-source.ts';

const BAR_WIDTH = 16;

const SMALLEST_SHOWN = 0.0001;

function dollarsText(value: number): string {
  if (value > 0 && value < SMALLEST_SHOWN) return `<$${SMALLEST_SHOWN}`;
  return formatDollars(value);
}

/** What is asked of the state machine, and of which account. */
export interface BackfillPlan {
  readonly machine: MachineArn;
  readonly name: string;
  readonly input: BackfillInput;
  readonly count: SourceCount;
  readonly estimate: BackfillEstimate;
  readonly prices: PriceTable;
}

export const sourceText = ({ bucket, prefix, list }: BackfillInput): string =>
  list === undefined
    ? `s3://${bucket}/${prefix ?? ''}`
    : `s3://${bucket}, what s3://${list.bucket}/${list.key} lists`;

function countRows({ count, estimate }: BackfillPlan): string[][] {
  const { stateTransitions, s3Requests, invocations, compute } = estimate.dollars;
  const passedOver = count.listed - count.objects;
  return [
    ['', 'number', 'dollars'],
    ['objects to convert', formatCount(count.objects), ''],
    ...(count.bytes === null ? [] : [['their size', formatBytes(count.bytes), '']]),
    ...(passedOver > 0 ? [['passed over', formatCount(passedOver), '']] : []),
    ['invocations', formatCount(estimate.batches), dollarsText(invocations)],
    ['state transitions', formatCount(estimate.transitions), dollarsText(stateTransitions)],
    ['requests to S3', '', dollarsText(s3Requests)],
    ['computing', '', compute === null ? 'not known' : dollarsText(compute)],
    ['all that is known', '', dollarsText(estimate.dollars.total)],
  ];
}

/** Where a back-fill would run, what it would do and cost. */
export function planText(plan: BackfillPlan): string {
  const { machine, name, input, estimate, prices } = plan;
  const places = [
    ['account', machine.account],
    ['region', machine.region],
    ['state machine', machine.name],
    ['execution', name],
    ['objects of', sourceText(input)],
  ];
  return [
    ...places.map(([what, it]) => `${what!.padEnd(13)}  ${it}`),
    '',
    formatTable(countRows(plan), new Set([1, 2])),
    `prices: ${prices.region}, ${prices.asOf}, without retries and free tiers`,
    ...(estimate.dollars.compute === null
      ? ['computing is told with --file-ms: milliseconds of an object, as parquetry tune has measured them']
      : []),
  ].join('\n');
}

/** How far it is, the longest first. */
export function stateLines({ objects, batches }: BackfillState): readonly string[] {
  if (objects.total === 0) return ['listing'];
  const done = objects.succeeded + objects.failed + objects.ended;
  const text = [
    `${formatCount(done)} of ${formatCount(objects.total)} objects`,
    `${formatCount(batches.running)} batches running`,
    `${formatCount(batches.pending)} pending`,
    ...(objects.failed + objects.ended > 0 ? [`${formatCount(objects.failed + objects.ended)} failed`] : []),
  ].join(', ');
  return [` ${barText(done / objects.total, BAR_WIDTH)} ${text}`, text];
}

const VERBS = {
  running: 'is running',
  succeeded: 'has ended well',
  failed: 'has failed',
  'timed-out': 'has run out of time',
  aborted: 'was stopped',
} as const;

/** What became of it. */
export function endText({ execution, objects, batches }: BackfillState): string {
  const { status, startedAt, endedAt, because, arn } = execution;
  const took =
    endedAt === undefined ? '' : ` after ${formatDuration(endedAt.getTime() - startedAt.getTime())}`;
  const failed = objects.failed + objects.ended;
  return [
    `the back-fill ${VERBS[status]}${took}: ${formatCount(objects.succeeded)} of ${plural(objects.total, 'object')} in ${formatCount(batches.succeeded)} of ${plural(batches.total, 'batch', 'batches')}`,
    ...(failed > 0 ? [`not done: ${formatCount(failed)}; the results and ${consoleUrl(arn)} tell why`] : []),
    ...(because === undefined ? [] : [`because: ${because}`]),
    ...(status === 'succeeded' || objects.succeeded > 0
      ? [
          'objects that cannot be converted count as done: they are dead letters, which parquetry jobs list shows',
        ]
      : []),
  ].join('\n');
}
