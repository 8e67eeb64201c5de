import { type Rate, type ReplayedTruth, truthName } from '@parquetry/gate';
import { signedPercent } from '@parquetry/report';
import { formatTable } from '../../terminal/format.ts';

const percent = (share: number) =>
  Number.isFinite(share) ? `${Number((share * 100).toPrecision(3))} %` : '–';

/** `0 of 84 (at most 3.5 %)` */
const boundedText = ({ times, of, high }: Rate) => `${times} of ${of} (at most ${percent(high)})`;
const powerText = ({ times, of, low }: Rate) => `${times} of ${of} (at least ${percent(low)})`;

function rowOf({ truth, pairs, medianRatio, sd, apart, overlapping, meanPairs }: ReplayedTruth): string[] {
  const red = truth > 0 ? powerText(apart.regression) : boundedText(apart.regression);
  return [
    truthName(truth),
    String(pairs),
    signedPercent(medianRatio).replaceAll('\u00a0', ' '),
    percent(sd),
    red,
    percent(overlapping.regression),
    boundedText(apart.blocked),
    Number.isFinite(meanPairs) ? meanPairs.toFixed(1) : '–',
  ];
}

const HEADING = [
  'truth',
  'pairs',
  'measured',
  'sd',
  'red, apart',
  'red, all starts',
  'blocked, apart',
  'pairs taken',
];

/** What the gate said of slowdowns of known sizes; bounds hold in 95 of 100 cases. */
export const validationText = (truths: readonly ReplayedTruth[]): string =>
  `${formatTable([HEADING, ...truths.map(rowOf)], new Set([1, 2, 3, 5, 7]))}\n`;
