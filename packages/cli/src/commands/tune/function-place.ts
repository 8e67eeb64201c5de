import { type ClientPlace, regionOfArn } from '@parquetry/tune';
import { UsageError } from '../../exit-codes.ts';

/** Where a function that was named is to be looked for. @throws UsageError where --region is not its ARN's. */
export function functionPlace(
  nameOrArn: string,
  { endpoint, region }: Pick<ClientPlace, 'endpoint' | 'region'>,
): ClientPlace {
  const named = regionOfArn(nameOrArn);
  if (named !== undefined && region !== undefined && named !== region)
    throw new UsageError(`${nameOrArn} is in ${named}, and --region says ${region}: leave --region out`);
  const where = region ?? named;
  return { ...(endpoint !== undefined && { endpoint }), ...(where !== undefined && { region: where }) };
}
