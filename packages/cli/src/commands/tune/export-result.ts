import { resolve } from 'node:path';
import type { TuneRecord } from '@parquetry/bench';
import { fileRef } from '@parquetry/core';
import { powerTunerJson } from '@parquetry/tune';
import type { Terminal } from '../../terminal/terminal.ts';
import { writeText } from '../write-text.ts';

/** Writes the result as the public power tuner writes it, replacing a file that is there. */
export async function exportTo(path: string, tune: TuneRecord, { directory }: Terminal): Promise<void> {
  await writeText(fileRef(resolve(directory, path)), powerTunerJson(tune), true);
}
