import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Grant } from '../policies/grant.ts';

const copyOf = (conditions: Grant['conditions']) =>
  Object.fromEntries(Object.entries(conditions ?? {}).map(([operator, keys]) => [operator, { ...keys }]));

/** A grant as CDK has it. */
export const toStatement = ({ sid, actions, resources, conditions }: Grant): PolicyStatement =>
  new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions && { conditions: copyOf(conditions) }),
  });
