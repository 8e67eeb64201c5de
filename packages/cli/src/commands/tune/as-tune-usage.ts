import { TuneError } from '@parquetry/tune';
import { LeftBehindError, UsageError } from '../../exit-codes.ts';

/** What a tune refuses, or AWS does, is the user's to mend. */
export async function asTuneUsage<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    if (error.kind === 'left-behind') throw new LeftBehindError(error.message);
    throw new UsageError(error.message);
  }
}
