import type { Grant } from './grant.ts';

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly object[];
}

/** Grants as IAM takes them. */
export const policyDocument = (grants: readonly Grant[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: grants.map(({ sid, actions, resources, conditions }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(conditions && { Condition: conditions }),
  })),
});
