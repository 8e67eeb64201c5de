import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Resource, resourcesOf, templateOf, useBundles } from '../support/synthesize.ts';

const bundles = useBundles();

/** Everything that adds a statement, at once. */
const everything = templateOf(bundles, {
  functions: [{ engine: 'simd' }, { engine: 'wasm-arrow', architecture: 'x86_64' }],
  benchArchitectures: ['arm64'],
  network: { kind: 'new' },
  kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/0c5f6b1e-8c3f-4b0a-9d55-3f2c7a1b9e10',
  recipe: { bucket: 'lake', key: 'out/_parquetry/recipe.json' },
  reservedConcurrency: 50,
  provisionedConcurrency: 10,
});

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
}

const listOf = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);

interface Document {
  readonly Statement: readonly Statement[];
}

interface Policies {
  readonly PolicyDocument?: Document;
  readonly AssumeRolePolicyDocument?: Document;
  readonly Policies?: readonly { readonly PolicyDocument: Document }[];
}

function statementsOf({ Properties }: Resource): readonly Statement[] {
  const found = Properties as Policies;
  const documents = [
    found.PolicyDocument,
    found.AssumeRolePolicyDocument,
    ...(found.Policies ?? []).map(({ PolicyDocument }) => PolicyDocument),
  ];
  return documents.flatMap((one) => one?.Statement ?? []);
}

/** Where buckets are there already, and nothing is called by EventBridge elsewhere. */
const lake = { kind: 'existing', name: 'lake' } as const;
const existing = templateOf(bundles, { inputBucket: lake, outputBucket: lake, errorBucket: lake });

const allStatements = (...templates: readonly Template[]) =>
  templates.flatMap((template) => Object.values(resourcesOf(template)).flatMap(statementsOf));

const isDenial = ({ Effect }: Statement) => Effect === 'Deny';

/** The text of a resource with `{}` for what CloudFormation puts in. */
function textOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const joined = (resource as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  return joined === undefined
    ? '{}'
    : joined[1].map((part) => (typeof part === 'string' ? part : '{}')).join(joined[0]);
}

const grantsOf = (template: Template, id: RegExp) =>
  Object.entries(resourcesOf(template))
    .filter(([name, { Type }]) => Type === 'AWS::IAM::Role' && id.test(name))
    .flatMap(([, role]) => statementsOf(role))
    .filter(({ Action }) => Action !== 'sts:AssumeRole');

const actionsOf = (template: Template, id: RegExp) =>
  Object.fromEntries(grantsOf(template, id).map(({ Sid, Action }) => [Sid, listOf(Action)]));

describe('the policies of the template', () => {
  it('name no action by a pattern, but for those that deny', () => {
    const actions = allStatements(everything, existing)
      .filter((one) => !isDenial(one))
      .flatMap(({ Action }) => listOf(Action));
    expect(actions.length).toBeGreaterThan(40);
    expect(actions.filter((action) => !/^[a-z0-9]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });

  it('allow nothing on every resource: a pattern stands only behind a name, for keys, log streams or executions', () => {
    const resources = allStatements(everything, existing)
      .filter((one) => !isDenial(one))
      .flatMap(({ Resource }) => listOf(Resource ?? []))
      .map(textOf);
    expect(resources).not.toContain('*');
    const patterns = resources.filter((one) => one.includes('*'));
    expect(
      patterns.filter(
        (one) => !/^[^*]*((\{\}|:lake)\/([^*]+\/)?\*|:execution:parquetry-backfill[:/]\*)$/.test(one),
      ),
    ).toEqual([]);
  });

  it('are written in the roles: none comes from a helper of CDK', () => {
    everything.resourceCountIs('AWS::IAM::Policy', 0);
    everything.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  it("are AWS's own for nothing but tracing and network interfaces, which know no resources", () => {
    const managed = Object.values(resourcesOf(everything)).flatMap(({ Properties }) =>
      listOf((Properties['ManagedPolicyArns'] as unknown[] | undefined) ?? []).map(textOf),
    );
    expect(new Set(managed)).toEqual(
      new Set([
        'arn:{}:iam::aws:policy/AWSXRayDaemonWriteAccess',
        'arn:{}:iam::aws:policy/service-role/AWSLambdaENIManagementAccess',
      ]),
    );
    const plain = Object.values(resourcesOf(templateOf(bundles, { tracing: 'off' })));
    expect(plain.flatMap(({ Properties }) => Properties['ManagedPolicyArns'] ?? [])).toEqual([]);
  });

  it('let the function that the queue calls read sources, write outputs and keep dead letters', () => {
    expect(actionsOf(everything, /^ConvertSimd/)).toEqual({
      WriteLogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      ReadSources: ['s3:GetObject'],
      TellMissingFromDenied: ['s3:ListBucket'],
      WriteOutputs: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'],
      SetRowsAside: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'],
      ReadOwnRecipe: ['s3:GetObject'],
      RedriveDeadLetterQueue: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
      ],
      ReceiveWork: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ],
      ReadRecipe: ['s3:GetObject'],
      UseKeyOfBuckets: ['kms:Decrypt', 'kms:GenerateDataKey'],
    });
  });

  it('let the other functions do the same but receive work, and samplers keep what is theirs', () => {
    const others = Object.keys(actionsOf(everything, /^ConvertWasm/));
    expect(others).toContain('ReadSources');
    expect(others).not.toContain('ReceiveWork');
    expect(Object.keys(actionsOf(everything, /^Bench/))).toEqual([
      'WriteLogs',
      'ReadSources',
      'KeepSamples',
      'UseKeyOfBuckets',
    ]);
  });

  it('let the back-fill invoke one alias, and list one prefix', () => {
    const grants = grantsOf(everything, /^BackfillRole/);
    const invoke = grants.find(({ Sid }) => Sid === 'InvokeConvert');
    expect(invoke).toMatchObject({ Action: 'lambda:InvokeFunction', Resource: { Ref: expect.any(String) } });
    const list = grants.find(({ Sid }) => Sid === 'ListSources');
    expect(list).toMatchObject({ Condition: { StringLike: { 's3:prefix': 'in/*' } } });
  });

  it('let one bucket of the account send to the queue', () => {
    const [policy] = Object.values(
      everything.findResources('AWS::SQS::QueuePolicy', {
        Properties: { PolicyDocument: { Statement: [{ Effect: 'Deny' }, { Sid: 'LetBucketSend' }] } },
      }),
    );
    expect(policy?.['Properties'].PolicyDocument.Statement[1]).toMatchObject({
      Action: 'sqs:SendMessage',
      Principal: { Service: 's3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });
});
