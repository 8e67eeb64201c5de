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

function gain(): ArithmeticCheck {
  const [slowest, fastest] = SOURCE.originalSecondsPerFile;
  const [least, most] = SOURCE.optimizedSecondsPerFile;
  const gains: Range = [slowest / most, fastest / least];
  return check(
    'R1',
    `${span(SOURCE.timesAsFast, '×')} faster`,
    `${span(SOURCE.originalSecondsPerFile, ' s')} over ${span(SOURCE.optimizedSecondsPerFile, ' s')} is ${span(gains, '×')}`,
    overlap(SOURCE.timesAsFast, gains),
    { holds: 'The factor follows from the times.', fails: 'The factor does not follow from the times.' },
  );
}

function originalRate(): ArithmeticCheck {
  const stated = SOURCE.originalFilesPerMinute;
  const rate = perMinute(SOURCE.originalSecondsPerFile);
  return check(
    'R2',
    `~${stated} files a minute before`,
    `60 s over ${span(SOURCE.originalSecondsPerFile, ' s')} is ${span(rate, '')} files a minute`,
    overlap([stated, stated], rate),
    {
      holds: 'One file after the other gives about that rate.',
      fails: 'The rate does not follow from the time of a file.',
    },
  );
}

function optimizedRate(): ArithmeticCheck {
  const stated = SOURCE.optimizedFilesPerMinute;
  const rate = perMinute(SOURCE.optimizedSecondsPerFile);
  return check(
    'R2',
    `${number(stated)}+ files a minute after`,
    `60 s over ${span(SOURCE.optimizedSecondsPerFile, ' s')} is ${span(rate, '')} files a minute`,
    rate[0] >= stated,
    {
      holds: 'The rate follows from the time of a file.',
      fails: `Only ${number(60 / stated)} s a file or less gives so many; most of the stated range does not.`,
    },
  );
}

function originalBatches(): ArithmeticCheck {
  const perFile = batches.map(({ files, originalSeconds }) => originalSeconds / files);
  return check(
    'R4',
    'batches of 10, 50, 100 and 500 files take ~6, 30, 60 and 300 s before',
    `that is ${span([Math.min(...perFile), Math.max(...perFile)], ' s')} a file, within ${span(SOURCE.originalSecondsPerFile, ' s')}`,
    perFile.every((seconds) => overlap([seconds, seconds], SOURCE.originalSecondsPerFile)),
    {
      holds: 'The original is taken to have no start-up and no other fixed cost.',
      fails: 'The batches do not fit the time of a file.',
    },
  );
}

function smallestBatch(): ArithmeticCheck {
  const { files, optimizedSeconds } = tenFiles;
  const computed = times(SOURCE.optimizedSecondsPerFile, files);
  return check(
    'R4',
    `${files} files take ${span(optimizedSeconds, ' s')} after`,
    `${files} × ${span(SOURCE.optimizedSecondsPerFile, ' s')} is ${span(computed, ' s')}`,
    overlap(optimizedSeconds, computed),
    {
      holds: 'The batch follows from the time of a file.',
      fails: 'The two have only their ends in common; the rest would be a fixed cost that no other row has.',
    },
  );
}

function largestBatch(): ArithmeticCheck {
  const { files, optimizedSeconds } = fiveHundred;
  const rate = perMinute(times(optimizedSeconds, 1 / files));
  return check(
    'R2',
    `${number(SOURCE.optimizedFilesPerMinute)}+ files a minute after`,
    `${files} files in ${span(optimizedSeconds, ' s')} are ${span(rate, '')} files a minute`,
    rate[0] >= SOURCE.optimizedFilesPerMinute,
    {
      holds: 'The largest batch runs at that rate.',
      fails: 'The largest batch of the document reaches that rate only at the best end of its range.',
    },
  );
}

function reductions(): ArithmeticCheck {
  const alike = batches.every(({ originalSeconds: before, optimizedSeconds, reduction }) => {
    const [least, most] = optimizedSeconds.map((after) => percent(1 - after / before)).reverse();
    return least === percent(reduction[0]) && most === percent(reduction[1]);
  });
  return check(
    'R4',
    'reductions of 67–83 % and, three times, 83–90 %',
    'the stated times give the same to the percent',
    alike,
    { holds: 'They follow from the times.', fails: 'They do not follow from the times.' },
  );
}

const volume = (): ArithmeticCheck =>
  check(
    'R7',
    `${SOURCE.timesMoreFiles}x more files`,
    `the same table has ${SOURCE.timesTheCapacity}x the capacity`,
    SOURCE.timesMoreFiles === SOURCE.timesTheCapacity,
    {
      holds: 'The two agree.',
      fails: 'Ten times the rate is not a hundred times the files, unless ten times as long is allowed.',
    },
  );

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

const GB = SOURCE.memoryMb / MB_PER_GB;

function originalCost(): ArithmeticCheck {
  const { files, originalDollars } = months[0]!;
  const [fast, slow] = SOURCE.originalSecondsPerFile;
  const seconds = (fast + slow) / 2;
  const perSecond = GB * SOURCE.dollarsPerGbSecond;
  const computed = seconds * perSecond * files;
  return check(
    'R5',
    `${number(files)} files a month cost ${dollars(originalDollars)} before`,
    `${seconds} s × ${GB} GB × $${SOURCE.dollarsPerGbSecond} × ${number(files)} = ${dollars(computed)}`,
    Math.abs(computed / originalDollars - 1) < 0.1,
    {
      holds: 'The cost follows from time and price.',
      fails: `${number(originalDollars / computed)} times what its own inputs give; a file would have to take ${number(originalDollars / perSecond / files)} s.`,
    },
  );
}

function proportions(): ArithmeticCheck {
  const each = months.map(({ files, optimizedDollars }) => (optimizedDollars / files) * 10_000);
  return check(
    'R5',
    '$1, $8 and $75 for 10,000, 100,000 and 1,000,000 files after',
    `${each.map(dollars).join(', ')} for each 10,000`,
    each.every((one) => Math.abs(one / each[0]! - 1) < 0.01),
    {
      holds: 'The costs are proportional to the files, as the price is.',
      fails:
        'The price of a GB-second is the same up to 6 billion of them a month: the costs should be proportional, as those of the original are.',
    },
  );
}

function savings(): ArithmeticCheck {
  const computed = months.map(({ originalDollars: before, optimizedDollars: after }) =>
    percent(1 - after / before),
  );
  return check(
    'R5',
    `savings of ${months.map(({ saving }) => percent(saving)).join(', ')} %`,
    `the stated costs give ${computed.join(', ')} %`,
    months.every(({ saving }, index) => percent(saving) === computed[index]),
    { holds: 'They follow from the costs.', fails: 'They do not follow from the costs.' },
  );
}

function standingCost({ dollarsPerProvisionedGbSecond: price }: ClaimPrices): ArithmeticCheck {
  const { files, optimizedDollars } = months.at(-1)!;
  const { provisionedConcurrency: concurrency, memoryMb } = SOURCE;
  const standing = concurrency * GB * price * SECONDS_PER_MONTH;
  return check(
    'R5',
    `${dollars(optimizedDollars)} a month for ${number(files)} files, with a provisioned concurrency of ${concurrency} at ${memoryMb.toLocaleString('en-US')} MB`,
    `${concurrency} × ${GB} GB × $${price} × 30 days = ${dollars(standing)} a month before the first file`,
    standing < optimizedDollars,
    {
      holds: 'The recommended deployment costs less than stated.',
      fails: 'The recommended deployment alone costs more than the table says in all.',
    },
  );
}

/** The document's figures held against each other: what follows from some of them, and whether the others agree. */
export const checkArithmetic = (prices: ClaimPrices): ArithmeticCheck[] => [
  gain(),
  originalRate(),
  optimizedRate(),
  originalBatches(),
  smallestBatch(),
  largestBatch(),
  reductions(),
  volume(),
  calls(),
  originalCost(),
  proportions(),
  savings(),
  standingCost(prices),
  stages(),
];
