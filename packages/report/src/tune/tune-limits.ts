import type { TuneRecord } from '@parquetry/bench/record';
import type { Limit } from '../not-shown.ts';
import { shortEstimate } from '../text/estimates.ts';
import { counted } from '../text/quantities.ts';
import { figuresOf, megabytes } from './tune-sizes.ts';

const HELD = {
  cgroup: 'The system held each function to its share of a processor (cgroup).',
  'closed-loop':
    'Functions were held to their share of a processor by stopping and continuing them, which slows mixed work more than Lambda does.',
  none: 'This host cannot hold a function to its share of a processor: times are modelled, not measured.',
} as const;

function calibrationText({ calibration }: TuneRecord): string {
  if (calibration.status !== 'calibrated')
    return 'How far these times are from Lambda’s is not known: nothing was measured on both (uncalibrated).';
  const errors = calibration.errors.map(
    ({ memoryMb, relativeError }) => `${shortEstimate('percent', relativeError)} at ${megabytes(memoryMb)}`,
  );
  return `Against a function in Lambda, measured ${calibration.at}, local times are off by ${errors.join(', ')}.`;
}

function notLambda(tune: TuneRecord): Limit[] {
  if (tune.place === 'aws') return [];
  return [
    {
      title: 'A local function, not Lambda',
      text: `No function ran in AWS. ${tune.cpuControl === null ? '' : HELD[tune.cpuControl]} ${calibrationText(tune)}`,
    },
    {
      title: 'A local cold start',
      text: 'It has the init phase of the same code, without fetching and unpacking it and without booting an environment: Lambda’s is longer.',
    },
  ];
}

function fewSamples(tune: TuneRecord): Limit[] {
  const warm = tune.cells.flatMap((cell) => figuresOf(tune, cell) ?? []);
  if (warm.length === 0 || warm.every(({ durationMs }) => durationMs.p99 !== null)) return [];
  const fewest = Math.min(...warm.map(({ samples }) => samples));
  return [
    {
      title: 'The slowest events',
      text: `With ${counted(fewest, 'sample')} of a size a p99 has no interval; it takes several hundred. What happens once in a thousand events is not seen here.`,
    },
  ];
}

/** What must not be read out of the figures of a tune, each point only where it applies. */
export function tuneLimits(tune: TuneRecord): Limit[] {
  const { architecture } = tune.function;
  const other = architecture === 'arm64' ? 'x86_64' : 'arm64';
  return [
    ...notLambda(tune),
    {
      title: `${other} was not measured`,
      text: `All times are of ${architecture}. The other architecture has another price and other processors; its price on these times would be a guess.`,
    },
    {
      title: 'Only the sizes that were tried',
      text: 'Nothing is said of a size between two that were tried: a threshold of memory or of processors can lie there.',
    },
    {
      title: 'These payloads',
      text: `${tune.plan.payloads.description}. Larger or other events can move the best size.`,
    },
    {
      title: 'One hour of one day',
      text: 'The intervals tell how far events differ within this run. Another hour, another host or another network can move all sizes together.',
    },
    ...fewSamples(tune),
    {
      title: 'A tie is not equality',
      text: 'Sizes that cannot be told apart by these samples may be by more of them. With several questions, the chance that every interval holds is smaller than that of each.',
    },
  ];
}
