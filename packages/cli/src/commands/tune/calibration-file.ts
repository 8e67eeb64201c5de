import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileRef } from '@parquetry/core';
import { hostArchitecture, KERNEL_NAME } from '@parquetry/lambda';
import {
  type CalibratedMachine,
  type CalibrationFile,
  type CalibrationFound,
  calibrationFile,
  calibrationFor,
  type TuneRun,
} from '@parquetry/tune';
import { writeText } from '../write-text.ts';

const pathIn = (results: string) => join(results, 'calibration.json');

export const machineHere = (cpuControl: CalibratedMachine['cpuControl']): CalibratedMachine => ({
  cpuModel: cpus()[0]?.model.trim() || 'unknown',
  cores: availableParallelism(),
  architecture: hostArchitecture(),
  cpuControl,
  kernel: KERNEL_NAME,
});

/** Replaces the one that is there. */
export async function writeCalibration(results: string, calibration: CalibrationFile): Promise<string> {
  const path = pathIn(results);
  await writeText(fileRef(path), `${JSON.stringify(calibration, null, 2)}\n`, true);
  return path;
}

async function read(path: string): Promise<CalibrationFile | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : calibrationFile.parse(JSON.parse(text));
}

/** What is known of a run's error, by the calibration in a folder of results; of AWS there is nothing to know. */
export async function calibrationOf(
  { cpuControl, place }: Pick<TuneRun, 'cpuControl' | 'place'>,
  results: string,
): Promise<CalibrationFound> {
  if (place === 'aws') return { calibration: { status: 'not-needed' }, note: null };
  const path = pathIn(results);
  try {
    return calibrationFor(await read(path), machineHere(cpuControl));
  } catch {
    return {
      calibration: { status: 'uncalibrated' },
      note: `uncalibrated: ${path} is none; delete it, or calibrate again`,
    };
  }
}
