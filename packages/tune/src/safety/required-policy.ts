import type { FunctionFacts } from '../invoke/describe-function.ts';

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyRequest {
  readonly isCopy: boolean;
  /** Functions that prepare invocations, as ARNs. */
  readonly hooks?: readonly string[];
}

type Function = Pick<FunctionFacts, 'arn' | 'logGroup' | 'role'>;

const READS = [
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunctionConcurrency',
  'lambda:GetProvisionedConcurrencyConfig',
  'lambda:GetAlias',
  'lambda:GetPolicy',
  'lambda:ListVersionsByFunction',
];

const CHANGES = [
  'lambda:UpdateFunctionConfiguration',
  'lambda:PublishVersion',
  'lambda:CreateAlias',
  'lambda:UpdateAlias',
  'lambda:DeleteAlias',
];

/** `arn:aws:lambda:<region>:<account>:function:<name>` */
function placeOf(arn: string) {
  const [, partition = 'aws', , region = '', account = ''] = arn.split(':');
  return { partition, region, account };
}

function logsOf({ arn, logGroup }: Function): string {
  const { account, partition, region } = placeOf(arn);
  return `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}:*`;
}

/** Invoking is for versions only, and so is deleting: this policy cannot delete the function itself. */
function onFunction({ arn }: Function): PolicyStatement[] {
  return [
    { Sid: 'Read', Effect: 'Allow', Action: READS, Resource: [arn, `${arn}:*`] },
    { Sid: 'PublishAndRestore', Effect: 'Allow', Action: CHANGES, Resource: [arn, `${arn}:*`] },
    {
      Sid: 'InvokeAndDeleteVersions',
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction', 'lambda:DeleteFunction'],
      Resource: `${arn}:*`,
    },
  ];
}

function onCopy({ arn, role }: Function): PolicyStatement[] {
  const copies = `${arn.slice(0, arn.lastIndexOf(':'))}:*-parquetry-tune-*`;
  return [
    { Sid: 'Read', Effect: 'Allow', Action: [...READS, 'lambda:GetFunction'], Resource: [arn, `${arn}:*`] },
    {
      Sid: 'CopiesOfTunes',
      Effect: 'Allow',
      Action: [
        'lambda:CreateFunction',
        'lambda:TagResource',
        'lambda:DeleteFunction',
        'lambda:InvokeFunction',
        'lambda:UpdateFunctionConfiguration',
        'lambda:PublishVersion',
        ...READS,
      ],
      Resource: [copies, `${copies}:*`],
    },
    {
      Sid: 'RoleOfTheCopy',
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: role ?? `arn:${placeOf(arn).partition}:iam::${placeOf(arn).account}:role/*`,
    },
  ];
}

/**
 * The least that a tune of this function needs, to be attached to whoever runs it. Actions that know no resources are
 * apart, and only read.
 */
export function requiredPolicy(facts: Function, { hooks = [], isCopy }: PolicyRequest): PolicyDocument {
  const hookStatement: PolicyStatement[] =
    hooks.length === 0
      ? []
      : [{ Sid: 'PrepareInvocations', Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: hooks }];
  return {
    Version: '2012-10-17',
    Statement: [
      ...(isCopy ? onCopy(facts) : onFunction(facts)),
      { Sid: 'ReportsOfCutLogs', Effect: 'Allow', Action: ['logs:FilterLogEvents'], Resource: logsOf(facts) },
      ...hookStatement,
      {
        Sid: 'ReadsWithoutResource',
        Effect: 'Allow',
        Action: ['lambda:ListEventSourceMappings', 'lambda:GetAccountSettings', 'lambda:ListFunctions'],
        Resource: '*',
      },
    ],
  };
}
