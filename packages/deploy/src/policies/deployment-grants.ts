import type { Grant } from './grant.ts';

/** Where, and under which names, a stack is deployed. */
export interface DeploymentScope {
  readonly account: string;
  readonly region: string;
  /** What all names begin with; the stack is called so. */
  readonly name: string;
}

type GrantsOf = (scope: DeploymentScope) => readonly Grant[];

const arn = (service: string, { account, region }: DeploymentScope, rest: string): string =>
  `arn:aws:${service}:${region}:${account}:${rest}`;

const TAGS = ['TagResource', 'UntagResource', 'ListTagsForResource'];

const actions = (service: string, names: readonly string[]): readonly string[] =>
  names.map((name) => `${service}:${name}`);

const one = (
  sid: string,
  service: string,
  names: readonly string[],
  resources: (scope: DeploymentScope) => readonly string[],
): GrantsOf => {
  return (scope) => [{ sid, actions: actions(service, names), resources: resources(scope) }];
};

const buckets = one(
  'Buckets',
  's3',
  [
    'CreateBucket',
    'DeleteBucketPolicy',
    'GetBucketNotification',
    'GetBucketOwnershipControls',
    'GetBucketPolicy',
    'GetBucketPublicAccessBlock',
    'GetBucketVersioning',
    'GetEncryptionConfiguration',
    'GetLifecycleConfiguration',
    'ListBucket',
    'PutBucketNotification',
    'PutBucketOwnershipControls',
    'PutBucketPolicy',
    'PutBucketPublicAccessBlock',
    'PutBucketTagging',
    'PutBucketVersioning',
    'PutEncryptionConfiguration',
    'PutLifecycleConfiguration',
  ],
  ({ name, account, region }) =>
    ['input', 'output', 'error'].map((part) => `arn:aws:s3:::${name}-${part}-${account}-${region}`),
);

const queues = one(
  'Queues',
  'sqs',
  [
    'CreateQueue',
    'DeleteQueue',
    'GetQueueAttributes',
    'GetQueueUrl',
    'ListQueueTags',
    'SetQueueAttributes',
    'TagQueue',
    'UntagQueue',
  ],
  (scope) => [arn('sqs', scope, `${scope.name}-*`)],
);

const functions = one(
  'Functions',
  'lambda',
  [
    'CreateAlias',
    'CreateFunction',
    'DeleteAlias',
    'DeleteFunction',
    'DeleteFunctionConcurrency',
    'DeleteProvisionedConcurrencyConfig',
    'GetAlias',
    'GetFunction',
    'GetFunctionCodeSigningConfig',
    'GetFunctionConfiguration',
    'GetProvisionedConcurrencyConfig',
    'GetRuntimeManagementConfig',
    'ListTags',
    'ListVersionsByFunction',
    'PublishVersion',
    'PutFunctionConcurrency',
    'PutProvisionedConcurrencyConfig',
    'TagResource',
    'UntagResource',
    'UpdateAlias',
    'UpdateFunctionCode',
    'UpdateFunctionConfiguration',
  ],
  (scope) => [arn('lambda', scope, `function:${scope.name}-*`)],
);

const mappings: GrantsOf = (scope) => [
  {
    // A mapping has no name before it exists; the condition holds it to the functions of the stack.
    sid: 'CreateEventSources',
    actions: ['lambda:CreateEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
    resources: ['*'],
    conditions: { ArnLike: { 'lambda:FunctionArn': arn('lambda', scope, `function:${scope.name}-*`) } },
  },
  {
    sid: 'EventSources',
    actions: [
      'lambda:DeleteEventSourceMapping',
      'lambda:GetEventSourceMapping',
      'lambda:ListTags',
      'lambda:TagResource',
      'lambda:UntagResource',
    ],
    resources: [arn('lambda', scope, 'event-source-mapping:*')],
  },
];

const roles: GrantsOf = ({ account, name }) => {
  const resources = [`arn:aws:iam::${account}:role/${name}-*`];
  const policy = (path: string) => `arn:aws:iam::aws:policy/${path}`;
  return [
    {
      sid: 'Roles',
      actions: actions('iam', [
        'CreateRole',
        'DeleteRole',
        'DeleteRolePolicy',
        'GetRole',
        'GetRolePolicy',
        'ListAttachedRolePolicies',
        'ListRolePolicies',
        'PutRolePolicy',
        'TagRole',
        'UntagRole',
        'UpdateAssumeRolePolicy',
        'UpdateRole',
        'UpdateRoleDescription',
      ]),
      resources,
    },
    {
      sid: 'TwoPoliciesOfAws',
      actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
      resources,
      conditions: {
        ArnEquals: {
          'iam:PolicyARN': [
            policy('AWSXRayDaemonWriteAccess'),
            policy('service-role/AWSLambdaENIManagementAccess'),
          ],
        },
      },
    },
    {
      sid: 'HandRolesOver',
      actions: ['iam:PassRole'],
      resources,
      conditions: {
        StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'states.amazonaws.com'] },
      },
    },
  ];
};

const logs = one(
  'Logs',
  'logs',
  [
    'CreateLogGroup',
    'DeleteLogGroup',
    'DeleteRetentionPolicy',
    'DescribeLogGroups',
    'PutRetentionPolicy',
    ...TAGS,
  ],
  (scope) => [
    arn('logs', scope, `log-group:/aws/lambda/${scope.name}-*`),
    // Describing is allowed for a place where groups are, not for groups.
    arn('logs', scope, 'log-group::log-stream:'),
  ],
);

const alarms = one(
  'Alarms',
  'cloudwatch',
  ['DeleteAlarms', 'DescribeAlarms', 'PutMetricAlarm', ...TAGS],
  (scope) => [arn('cloudwatch', scope, `alarm:${scope.name}-*`)],
);

const dashboards = one(
  'Dashboards',
  'cloudwatch',
  ['DeleteDashboards', 'GetDashboard', 'PutDashboard'],
  ({ account, name }) => [`arn:aws:cloudwatch::${account}:dashboard/${name}-*`],
);

const stateMachines = one(
  'StateMachines',
  'states',
  ['CreateStateMachine', 'DeleteStateMachine', 'DescribeStateMachine', 'UpdateStateMachine', ...TAGS],
  (scope) => [arn('states', scope, `stateMachine:${scope.name}-backfill`)],
);

const rules = one(
  'Rules',
  'events',
  ['DeleteRule', 'DescribeRule', 'ListTargetsByRule', 'PutRule', 'PutTargets', 'RemoveTargets', ...TAGS],
  (scope) => [arn('events', scope, `rule/${scope.name}-*`)],
);

/** Networks have no names: what makes them is allowed in one region. */
const networks: GrantsOf = ({ region }) => [
  {
    sid: 'Networks',
    actions: actions('ec2', [
      'AssociateRouteTable',
      'AuthorizeSecurityGroupEgress',
      'AuthorizeSecurityGroupIngress',
      'CreateRouteTable',
      'CreateSecurityGroup',
      'CreateSubnet',
      'CreateTags',
      'CreateVpc',
      'CreateVpcEndpoint',
      'DeleteRouteTable',
      'DeleteSecurityGroup',
      'DeleteSubnet',
      'DeleteTags',
      'DeleteVpc',
      'DeleteVpcEndpoints',
      'DescribeAvailabilityZones',
      'DescribeNetworkInterfaces',
      'DescribeRouteTables',
      'DescribeSecurityGroups',
      'DescribeSubnets',
      'DescribeVpcAttribute',
      'DescribeVpcEndpoints',
      'DescribeVpcs',
      'DisassociateRouteTable',
      'ModifySubnetAttribute',
      'ModifyVpcAttribute',
      'ModifyVpcEndpoint',
      'RevokeSecurityGroupEgress',
      'RevokeSecurityGroupIngress',
    ]),
    resources: ['*'],
    conditions: { StringEquals: { 'aws:RequestedRegion': region } },
  },
];

/** By the type of a resource in the template. */
export const grantsByType: Readonly<Record<string, GrantsOf>> = {
  'AWS::S3::Bucket': buckets,
  'AWS::S3::BucketPolicy': buckets,
  'AWS::SQS::Queue': queues,
  'AWS::SQS::QueuePolicy': queues,
  'AWS::Lambda::Function': functions,
  'AWS::Lambda::Version': functions,
  'AWS::Lambda::Alias': functions,
  'AWS::Lambda::EventSourceMapping': mappings,
  'AWS::IAM::Role': roles,
  'AWS::Logs::LogGroup': logs,
  'AWS::CloudWatch::Alarm': alarms,
  'AWS::CloudWatch::Dashboard': dashboards,
  'AWS::StepFunctions::StateMachine': stateMachines,
  'AWS::Events::Rule': rules,
  'AWS::EC2::VPC': networks,
  'AWS::EC2::Subnet': networks,
  'AWS::EC2::RouteTable': networks,
  'AWS::EC2::SubnetRouteTableAssociation': networks,
  'AWS::EC2::SecurityGroup': networks,
  'AWS::EC2::SecurityGroupIngress': networks,
  'AWS::EC2::VPCEndpoint': networks,
};

/** What CloudFormation reads when CDK deploys: the zips, and how the account is bootstrapped. */
const bootstrapped: GrantsOf = (scope) => [
  {
    sid: 'AssetsOfCdk',
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::cdk-hnb659fds-assets-${scope.account}-${scope.region}/*`],
  },
  {
    sid: 'BootstrapVersion',
    actions: ['ssm:GetParameters'],
    resources: [arn('ssm', scope, 'parameter/cdk-bootstrap/hnb659fds/version')],
  },
];

/**
 * The least that CloudFormation has to be allowed to make, change and remove resources of these types.
 *
 * @throws TypeError for a type that is not known.
 */
export function deploymentGrants(types: readonly string[], scope: DeploymentScope): readonly Grant[] {
  const wanted = new Set<GrantsOf>([bootstrapped]);
  for (const type of types) {
    const grants = grantsByType[type];
    if (grants === undefined) throw new TypeError(`it is not known what ${type} needs to be deployed`);
    wanted.add(grants);
  }
  return [...wanted].flatMap((grants) => grants(scope));
}
