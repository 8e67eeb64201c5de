import type { ArithmeticCheck, ClaimId, ClaimPrices } from './claims-record.ts';
import { type Range, SOURCE } from './source-document.ts';

const SECONDS_PER_MONTH = 30 * 86_400;
const MB_PER_GB = 1024;
/** What a file takes at least: one GET, and a PUT for each of two formats. */
const FEWEST_CALLS = 3;

const number = (value: number) => Number(value.toPrecision(3)).toLocaleString('en-US');
const span = ([low, high]: Range, unit: string) =>
  low === high ? `${number(low)}${unit}` : `${number(low)}–${number(high)}${unit}`;
const dollars = (value: number) => `$${value < 1 ? value.toPrecision(3) : value.toFixed(2)}`;
const percent = (value: number) => `${Math.round(value * 100)}`;

/** More than an end in common; a single number has to lie within. */
function overlap([a, b]: Range, [c, d]: Range): boolean {
  const shared = Math.min(b, d) - Math.max(a, c);
  return a === b || c === d ? shared >= 0 : shared > 0;
}

const times = ([low, high]: Range, factor: number): Range => [low * factor, high * factor];
const perMinute = ([low, high]: Range): Range => [60 / high, 60 / low];

function check(
  about: ClaimId,
  stated: string,
  computed: string,
  holds: boolean,
  so: { readonly holds: string; readonly fails: string },
): ArithmeticCheck {
  return { about, stated, computed, holds, so: holds ? so.holds : so.fails };
}

const { batches, months, stageSeconds } = SOURCE;
const tenFiles = batches[0]!;
const fiveHundred = batches.at(-1)!;

function speeds(): ArithmeticCheck[] {
  const [slowest, fastest] = SOURCE.originalSecondsPerFile;
  const [least, most] = SOURCE.optimizedSecondsPerFile;
  const gains: Range = [slowest / most, fastest / least];
  const originalRate = perMinute(SOURCE.originalSecondsPerFile);
  const optimizedRate = perMinute(SOURCE.optimizedSecondsPerFile);
  return [
    check(
      'R1',
      `${span(SOURCE.timesAsFast, '×')} faster`,
      `${span(SOURCE.originalSecondsPerFile, ' s')} over ${span(SOURCE.optimizedSecondsPerFile, ' s')} is ${span(gains, '×')}`,
      overlap(SOURCE.timesAsFast, gains),
      { holds: 'The factor follows from the times.', fails: 'The factor does not follow from the times.' },
    ),
    check(
      'R2',
      `~${SOURCE.originalFilesPerMinute} files a minute before`,
      `60 s over ${span(SOURCE.originalSecondsPerFile, ' s')} is ${span(originalRate, '')} files a minute`,
      originalRate[0] <= SOURCE.originalFilesPerMinute && SOURCE.originalFilesPerMinute <= originalRate[1],
      {
        holds: 'One file after the other gives about that rate.',
        fails: 'The rate does not follow from the time of a file.',
      },
    ),
    check(
      'R2',
      `${number(SOURCE.optimizedFilesPerMinute)}+ files a minute after`,
      `60 s over ${span(SOURCE.optimizedSecondsPerFile, ' s')} is ${span(optimizedRate, '')} files a minute`,
      optimizedRate[0] >= SOURCE.optimizedFilesPerMinute,
      {
        holds: 'The rate follows from the time of a file.',
        fails: `Only ${number(60 / SOURCE.optimizedFilesPerMinute)} s a file or less gives so many; most of the stated range does not.`,
      },
    ),
  ];
}

function batchTimes(): ArithmeticCheck[] {
  const rateAtMost = perMinute(times(fiveHundred.optimizedSeconds, 1 / fiveHundred.files));
  const originals = batches.map(({ files, originalSeconds }) => originalSeconds / files);
  const alike = batches.every(({ originalSeconds: before, optimizedSeconds, reduction }) => {
    const [least, most] = optimizedSeconds.map((after) => percent(1 - after / before)).reverse();
    return least === percent(reduction[0]) && most === percent(reduction[1]);
  });
  return [
    check(
      'R4',
      'batches of 10, 50, 100 and 500 files take ~6, 30, 60 and 300 s before',
      `that is ${span([Math.min(...originals), Math.max(...originals)], ' s')} a file, within ${span(SOURCE.originalSecondsPerFile, ' s')}`,
      originals.every((seconds) => overlap([seconds, seconds], SOURCE.originalSecondsPerFile)),
      {
        holds: 'The original is taken to have no start-up and no other fixed cost.',
        fails: 'The batches do not fit the time of a file.',
      },
    ),
    check(
      'R4',
      `${tenFiles.files} files take ${span(tenFiles.optimizedSeconds, ' s')} after`,
      `${tenFiles.files} × ${span(SOURCE.optimizedSecondsPerFile, ' s')} is ${span(times(SOURCE.optimizedSecondsPerFile, tenFiles.files), ' s')}`,
      overlap(tenFiles.optimizedSeconds, times(SOURCE.optimizedSecondsPerFile, tenFiles.files)),
      {
        holds: 'The batch follows from the time of a file.',
        fails:
          'The two have only their ends in common; the rest would be a fixed cost that no other row has.',
      },
    ),
    check(
      'R2',
      `${number(SOURCE.optimizedFilesPerMinute)}+ files a minute after`,
      `${fiveHundred.files} files in ${span(fiveHundred.optimizedSeconds, ' s')} are ${span(rateAtMost, '')} files a minute`,
      rateAtMost[0] >= SOURCE.optimizedFilesPerMinute,
      {
        holds: 'The largest batch runs at that rate.',
        fails: 'The largest batch of the document reaches that rate only at the best end of its range.',
      },
    ),
    check(
      'R4',
      'reductions of 67–83 % and, three times, 83–90 %',
      'the stated times give the same to the percent',
      alike,
      { holds: 'They follow from the times.', fails: 'They do not follow from the times.' },
    ),
    check(
      'R7',
      `${SOURCE.timesMoreFiles}x more files`,
      `the same table has ${SOURCE.timesTheCapacity}x the capacity`,
      SOURCE.timesMoreFiles === SOURCE.timesTheCapacity,
      {
        holds: 'The two agree.',
        fails: 'Ten times the rate is not a hundred times the files, unless ten times as long is allowed.',
      },
    ),
  ];
}

function stages(): ArithmeticCheck {
  const sum = Object.values(stageSeconds).reduce((total, seconds) => total + seconds, 0);
  const [least, most] = SOURCE.originalSecondsPerFile;
  return check(
    'R6',
    `stages of a file, total ${span(SOURCE.originalSecondsPerFile, ' s')}`,
    `${Object.values(stageSeconds).join(' + ')} = ${number(sum)} s`,
    overlap([sum, sum], SOURCE.originalSecondsPerFile),
    {
      holds: 'The stages make up the total.',
      fails: `${span([least - sum, most - sum], ' s')} of the total, ${percent(1 - sum / least)}–${percent(1 - sum / most)} %, are in no stage; a second conversion and a second PUT would add ${number(stageSeconds.convertParquet + stageSeconds.put)} s.`,
    },
  );
}

function calls(): ArithmeticCheck {
  const [least, most] = SOURCE.timesFewerCalls;
  return check(
    'R3',
    `${least}–${most}x fewer S3 calls (batched + cached)`,
    `a file needs ${FEWEST_CALLS} at least: one GET, one PUT for each format; S3 has no call that reads or writes several objects`,
    false,
    {
      holds: '',
      fails: `The original would have to make ${least * FEWEST_CALLS}–${most * FEWEST_CALLS} calls for each file; a cache saves no call for a file that is read once.`,
    },
  );
}

function costs(prices: ClaimPrices): ArithmeticCheck[] {
  const [first, , last] = months;
  const gb = SOURCE.memoryMb / MB_PER_GB;
  const [fast, slow] = SOURCE.originalSecondsPerFile;
  const perSecond = gb * SOURCE.dollarsPerGbSecond;
  const middle = (fast + slow) / 2;
  const asPriced = middle * perSecond * first!.files;
  const perTenThousand = months.map(({ files, optimizedDollars }) => (optimizedDollars / files) * 10_000);
  const savings = months.map(
    ({ originalDollars, optimizedDollars }) => 1 - optimizedDollars / originalDollars,
  );
  const standing =
    SOURCE.provisionedConcurrency * gb * prices.dollarsPerProvisionedGbSecond * SECONDS_PER_MONTH;
  return [
    check(
      'R5',
      `${number(first!.files)} files a month cost ${dollars(first!.originalDollars)} before`,
      `${middle} s × ${gb} GB × $${SOURCE.dollarsPerGbSecond} × ${number(first!.files)} = ${dollars(asPriced)}`,
      Math.abs(asPriced / first!.originalDollars - 1) < 0.1,
      {
        holds: 'The cost follows from time and price.',
        fails: `${number(first!.originalDollars / asPriced)} times what its own inputs give; a file would have to take ${number(first!.originalDollars / perSecond / first!.files)} s.`,
      },
    ),
    check(
      'R5',
      '$1, $8 and $75 for 10,000, 100,000 and 1,000,000 files after',
      `${perTenThousand.map(dollars).join(', ')} for each 10,000`,
      perTenThousand.every((each) => Math.abs(each / perTenThousand[0]! - 1) < 0.01),
      {
        holds: 'The costs are proportional to the files, as the price is.',
        fails:
          'The price of a GB-second is the same up to 6 billion of them a month: the costs should be proportional, as those of the original are.',
      },
    ),
    check(
      'R5',
      `savings of ${months.map(({ saving }) => percent(saving)).join(', ')} %`,
      `the stated costs give ${savings.map(percent).join(', ')} %`,
      months.every(({ saving }, index) => percent(saving) === percent(savings[index]!)),
      { holds: 'They follow from the costs.', fails: 'They do not follow from the costs.' },
    ),
    check(
      'R5',
      `${dollars(last!.optimizedDollars)} a month for ${number(last!.files)} files, with a provisioned concurrency of ${SOURCE.provisionedConcurrency} at ${SOURCE.memoryMb.toLocaleString('en-US')} MB`,
      `${SOURCE.provisionedConcurrency} × ${gb} GB × $${prices.dollarsPerProvisionedGbSecond} × 30 days = ${dollars(standing)} a month before the first file`,
      standing < last!.optimizedDollars,
      {
        holds: 'The recommended deployment costs less than stated.',
        fails: 'The recommended deployment alone costs more than the table says in all.',
      },
    ),
  ];
}

/** The document's figures held against each other: what follows from some of them, and whether the others agree. */
export const checkArithmetic = (prices: ClaimPrices): ArithmeticCheck[] => [
  ...speeds(),
  ...batchTimes(),
  calls(),
  ...costs(prices),
  stages(),
];
