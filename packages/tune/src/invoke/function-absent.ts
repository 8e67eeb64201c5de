import type { LambdaClient } from '@aws-sdk/client-lambda';
import { TuneError } from '../plan/tune-error.ts';
import type { FunctionTarget } from './parse-target.ts';

/** There is no such function, or no such version or alias of it: says where it was looked for. */
export async function functionAbsent(
  lambda: LambdaClient,
  { name, qualifier }: FunctionTarget,
  cause: unknown,
): Promise<TuneError> {
  const what = `${name}${qualifier === null ? '' : ` with a version or alias ${qualifier}`}`;
  const where = `${await lambda.config.region()}: check the name, --region and the credentials`;
  return new TuneError('refused', `there is no ${what} in ${where}`, { cause });
}
