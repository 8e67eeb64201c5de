import { type Stack, Validations } from 'aws-cdk-lib';
import { CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { patternsOfRole } from './patterns-of-role.ts';

interface Finding {
  readonly rule: string;
  readonly reason: string;
}

const NEEDS_ALL_RESOURCES =
  'What it needs to write them can be allowed on every resource only, and no policy of this stack does that';

const OF_BUCKETS: readonly Finding[] = [
  {
    rule: 'S1',
    reason:
      'Access logs of millions of small objects cost more than the conversion; data events of CloudTrail can be switched on where an audit asks for them',
  },
];

const OF_NETWORKS: readonly Finding[] = [
  {
    rule: 'VPC7',
    reason:
      'The network has endpoints and no way out; flow logs can be switched on where an audit asks for them',
  },
];

const OF_MACHINES: readonly Finding[] = [
  {
    rule: 'SF1',
    reason: `What became of each batch is written to S3, the rest is in the history of the execution. Logs: ${NEEDS_ALL_RESOURCES}`,
  },
  {
    rule: 'SF2',
    reason: `The functions are traced. Traces of the state machine: ${NEEDS_ALL_RESOURCES}`,
  },
];

function ofRole(role: CfnRole): readonly Finding[] {
  const { managedPolicies, resources } = patternsOfRole(role);
  return [
    ...managedPolicies.map((policy) => ({
      rule: `IAM4[Policy::${policy}]`,
      reason:
        "X-Ray and network interfaces know no resources: AWS's own policies for them stand here, and for nothing else",
    })),
    ...resources.map((resource) => ({
      rule: `IAM5[Resource::${resource}]`,
      reason: 'The pattern stands behind a name: keys below a prefix, executions of one state machine',
    })),
  ];
}

function findingsOf(construct: IConstruct): readonly Finding[] {
  if (construct instanceof CfnBucket) return OF_BUCKETS;
  if (construct instanceof CfnVPC) return OF_NETWORKS;
  if (construct instanceof CfnStateMachine) return OF_MACHINES;
  return construct instanceof CfnRole ? ofRole(construct) : [];
}

/** What the rules of AWS Solutions find in the stack and why it is so. https://github.com/cdklabs/cdk-nag/blob/main/RULES.md */
export function acknowledgeFindings(stack: Stack): void {
  for (const construct of stack.node.findAll()) {
    for (const { rule, reason } of findingsOf(construct)) {
      Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason });
    }
  }
}
