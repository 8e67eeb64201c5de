import type { TuneRecord } from '@parquetry/bench/record';
import type { CalibratedMachine, CalibrationFile } from './calibration.ts';

/** What a local tune may say of its error. */
export interface CalibrationFound {
  readonly calibration: TuneRecord['calibration'];
  /** In one sentence: the errors, or why they are not known. Null where there is nothing to say. */
  readonly note: string | null;
}

const NAMES: Readonly<Record<keyof CalibratedMachine, string>> = {
  cpuModel: 'processor',
  cores: 'number of cores',
  architecture: 'architecture',
  cpuControl: 'control of the CPU share',
  kernel: 'kernel',
};

const KEYS = Object.keys(NAMES) as (keyof CalibratedMachine)[];

function differenceOf(found: CalibrationFile, here: CalibratedMachine): string | undefined {
  const key = KEYS.find((one) => found.machine[one] !== here[one]);
  return key && `its ${NAMES[key]} was ${found.machine[key]}, this is ${here[key]}`;
}

const percent = (share: number) => `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)} %`;

function errorsInWords({ at, errors, function: { name, region } }: CalibrationFile): string {
  const each = errors.map(
    ({ memoryMb, relativeError: { high, low, median } }) =>
      `${percent(median)} (${percent(low)} to ${percent(high)}) at ${memoryMb} MB`,
  );
  return `calibrated ${at.slice(0, 10)} with ${name} in ${region}: computing on this machine takes ${each.join(', ')} against Lambda’s`;
}

/** The calibration of a tune on this machine, from the one that was found. */
export function calibrationFor(
  found: CalibrationFile | undefined,
  here: CalibratedMachine,
): CalibrationFound {
  const uncalibrated = (because: string): CalibrationFound => ({
    calibration: { status: 'uncalibrated' },
    note: `uncalibrated: ${because}; parquetry tune calibrate <function> measures how far times of this machine are from Lambda’s`,
  });
  if (found === undefined) return uncalibrated('no function of AWS was measured beside this machine');
  const { at, errors, function: it } = found;
  if (it.place === 'local') return uncalibrated(`${it.name} ran on a Lambda of this machine, not on AWS’s`);
  const difference = differenceOf(found, here);
  if (difference !== undefined)
    return uncalibrated(`the calibration of ${at} is another machine’s: ${difference}`);
  const told = errors.map(({ memoryMb, relativeError }) => ({ memoryMb, relativeError }));
  return { calibration: { status: 'calibrated', at, errors: told }, note: errorsInWords(found) };
}
