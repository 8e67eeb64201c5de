import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture as CdkArchitecture,
  CfnEventSourceMapping,
  type CfnFunction,
  type Code,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Grant } from '../policies/grant.ts';
import type { Architecture, DeploySettings } from '../settings/deploy-settings.ts';
import { LIVE, logGroupName } from '../settings/names.ts';
import type { Network } from './network.ts';
import { toStatement } from './to-statement.ts';

export interface FunctionPlan {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: Architecture;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly handler: string;
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
  readonly grants: (logGroupArn: string) => readonly Grant[];
  readonly reservedConcurrency?: number;
  readonly provisionedConcurrency?: number;
}

export interface DeployedFunction {
  readonly plan: FunctionPlan;
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly live: Alias;
}

const architectures = { arm64: CdkArchitecture.ARM_64, x86_64: CdkArchitecture.X86_64 } as const;

/**
 * X-Ray and network interfaces know no resources, so that what allows them names `*`. AWS's own policies for them stand here
 * instead of statements of ours, and nothing else of them is in our policies.
 */
function managedPolicies(settings: DeploySettings, network: Network | undefined) {
  const names = [
    ...(settings.tracing === 'active' ? ['AWSXRayDaemonWriteAccess'] : []),
    ...(network === undefined ? [] : ['service-role/AWSLambdaENIManagementAccess']),
  ];
  return names.map((name) => ManagedPolicy.fromAwsManagedPolicyName(name));
}

/**
 * The function itself, by CDK's class, which would add statements for tracing and networks to the role: it is given a role
 * that it cannot change, and those two settings are made below it.
 */
function makeFunction(scope: Construct, plan: FunctionPlan, role: Role, logGroup: LogGroup): LambdaFunction {
  return new LambdaFunction(scope, plan.id, {
    functionName: plan.name,
    description: plan.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: architectures[plan.architecture],
    handler: plan.handler,
    code: plan.code,
    memorySize: plan.memoryMb,
    timeout: Duration.seconds(plan.timeoutSeconds),
    role: role.withoutPolicyUpdates(),
    environment: { ...plan.environment },
    logGroup,
    // Metrics are lines of a format of their own, which Lambda's JSON format would wrap.
    loggingFormat: LoggingFormat.TEXT,
    ...(plan.reservedConcurrency && { reservedConcurrentExecutions: plan.reservedConcurrency }),
  });
}

function placeInNetwork(lambda: LambdaFunction, { subnets, securityGroup }: Network): void {
  (lambda.node.defaultChild as CfnFunction).vpcConfig = {
    subnetIds: subnets.map(({ subnetId }) => subnetId),
    securityGroupIds: [securityGroup.securityGroupId],
  };
}

/** A function with a role, a log group and an alias of its own. */
export function addFunction(
  scope: Construct,
  plan: FunctionPlan,
  settings: DeploySettings,
  network: Network | undefined,
): DeployedFunction {
  const logGroup = new LogGroup(scope, `${plan.id}Log`, {
    logGroupName: logGroupName(plan.name),
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${plan.id}Role`, {
    description: `What ${plan.name} may do`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: managedPolicies(settings, network),
    inlinePolicies: {
      work: new PolicyDocument({ statements: plan.grants(logGroup.logGroupArn).map(toStatement) }),
    },
  });
  const lambda = makeFunction(scope, plan, role, logGroup);
  if (settings.tracing === 'active')
    (lambda.node.defaultChild as CfnFunction).tracingConfig = { mode: 'Active' };
  if (network !== undefined) placeInNetwork(lambda, network);
  const live = new Alias(scope, `${plan.id}Live`, {
    aliasName: LIVE,
    version: lambda.currentVersion as IVersion,
    ...(plan.provisionedConcurrency && { provisionedConcurrentExecutions: plan.provisionedConcurrency }),
  });
  return { plan, lambda, role, live };
}

/** The queue calls the alias; messages that fail come again by themselves, those beside them do not. */
export function callFromQueue(
  scope: Construct,
  { live }: DeployedFunction,
  queueArn: string,
  { batchSize, batchWindowSeconds, queueConcurrency }: DeploySettings,
): void {
  new CfnEventSourceMapping(scope, 'FromQueue', {
    functionName: live.functionArn,
    eventSourceArn: queueArn,
    batchSize,
    maximumBatchingWindowInSeconds: batchWindowSeconds,
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency: queueConcurrency },
  });
}
