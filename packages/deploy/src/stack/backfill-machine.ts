import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { backfillDefinition } from '../backfill/backfill-definition.ts';
import { type BackfillResources, backfillGrants } from '../policies/backfill-grants.ts';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import { backfillName } from '../settings/names.ts';
import { toStatement } from './to-statement.ts';

export interface BackfillParts {
  readonly functionArn: string;
  readonly resultsBucket: string;
  readonly resources: Omit<BackfillResources, 'functionArns' | 'stateMachineArn' | 'executionArn'>;
}

/** Step Functions starts the children of a Distributed Map in the name of the machine: both ARNs are needed before it exists. */
function machineArns(scope: Construct, name: string) {
  const { partition, region, account } = Stack.of(scope);
  const arn = (kind: string) => `arn:${partition}:states:${region}:${account}:${kind}:${name}`;
  return { stateMachineArn: arn('stateMachine'), executionArn: arn('execution') };
}

function makeRole(scope: Construct, name: string, grants: BackfillResources): Role {
  const { account } = Stack.of(scope);
  const role = new Role(scope, 'BackfillRole', {
    description: `What ${name} may do`,
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
    inlinePolicies: { work: new PolicyDocument({ statements: backfillGrants(grants).map(toStatement) }) },
  });
  return role;
}

/** The state machine that converts whole prefixes. */
export function addBackfillMachine(
  scope: Construct,
  settings: DeploySettings,
  { functionArn, resultsBucket, resources }: BackfillParts,
): CfnStateMachine {
  const name = backfillName(settings);
  const role = makeRole(scope, name, {
    ...resources,
    ...machineArns(scope, name),
    functionArns: [functionArn],
  });
  return new CfnStateMachine(scope, 'Backfill', {
    stateMachineName: name,
    stateMachineType: 'STANDARD',
    roleArn: role.roleArn,
    definitionString: JSON.stringify(backfillDefinition(settings)),
    definitionSubstitutions: { convertFunctionArn: functionArn, resultsBucket },
  });
}
