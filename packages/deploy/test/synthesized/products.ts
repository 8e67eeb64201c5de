import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RESULTS_BUCKET } from '../../src/backfill/backfill-definition.ts';
import { grantsByType } from '../../src/policies/deployment-grants.ts';
import { policyOf } from '../../src/products/policy-of.ts';
import { writeProducts } from '../../src/products/write-products.ts';
import { parseDeploySettings } from '../../src/settings/deploy-settings.ts';
import { deployApp } from '../../src/stack/synthesize.ts';
import { resourcesOf, templateOf, useBundles } from '../support/synthesize.ts';

const functions = useBundles();
const target = mkdtempSync(join(tmpdir(), 'parquetry-products-'));
afterAll(() => rmSync(target, { recursive: true, force: true }));

const settings = parseDeploySettings({});
writeProducts(settings, functions, target);
const read = (...path: readonly string[]) => readFileSync(join(target, ...path), 'utf8');
const terraform = readdirSync(join(target, 'terraform'))
  .filter((name) => name.endsWith('.tf'))
  .map((name) => read('terraform', name))
  .join('\n');
const template = JSON.parse(read('template.json'));

describe('the products for those who deploy without CDK', () => {
  it('are a template that asks where the zips are, and for nothing else', () => {
    expect(Object.keys(template.Parameters)).toEqual(['CodeBucket', 'CodePrefix']);
    expect(template.Rules).toBeUndefined();
  });

  it('hold each zip under a name that changes with its content, and the template names it', () => {
    const [zip] = readdirSync(join(target, 'functions'));
    expect(zip).toMatch(/^convert-arm64-[0-9a-f]{16}\.zip$/);
    expect(JSON.stringify(template)).toContain(zip);
  });

  it('are not written without the functions', () => {
    expect(() => writeProducts(settings, join(functions, 'none'), target)).toThrow(
      'build the functions first, with npm run build:functions',
    );
    expect(() => deployApp(settings, join(functions, 'none'), target)).toThrow('build the functions first');
  });

  it('are not written with an engine that is none, or does not run there', () => {
    const wanted = parseDeploySettings({ functions: [{ engine: 'steam' }] });
    expect(() => writeProducts(wanted, functions, target)).toThrow(
      "the engine 'steam' does not run on arm64 as the functions are built here; those that do: ",
    );
  });
});

/** By type of CloudFormation, what Terraform calls it. */
const COUNTERPARTS: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::Bucket': [
    'aws_s3_bucket',
    'aws_s3_bucket_lifecycle_configuration',
    'aws_s3_bucket_notification',
    'aws_s3_bucket_ownership_controls',
    'aws_s3_bucket_public_access_block',
    'aws_s3_bucket_server_side_encryption_configuration',
  ],
  'AWS::S3::BucketPolicy': ['aws_s3_bucket_policy'],
  'AWS::SQS::Queue': ['aws_sqs_queue'],
  'AWS::SQS::QueuePolicy': ['aws_sqs_queue_policy'],
  'AWS::Logs::LogGroup': ['aws_cloudwatch_log_group'],
  'AWS::IAM::Role': ['aws_iam_role', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment'],
  'AWS::Lambda::Function': ['aws_lambda_function'],
  'AWS::Lambda::Version': ['aws_lambda_function'],
  'AWS::Lambda::Alias': ['aws_lambda_alias'],
  'AWS::Lambda::EventSourceMapping': ['aws_lambda_event_source_mapping'],
  'AWS::StepFunctions::StateMachine': ['aws_sfn_state_machine'],
  'AWS::CloudWatch::Alarm': ['aws_cloudwatch_metric_alarm'],
  'AWS::CloudWatch::Dashboard': ['aws_cloudwatch_dashboard'],
};

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
}

/** The statements that allow something, as text: Terraform itself is not here to be asked. */
function grantsOfTerraform(): ReadonlyMap<string, readonly string[]> {
  const statements = terraform.matchAll(
    /Sid\s*=\s*"(\w+)"\s+Effect\s*=\s*"Allow"[^\]]*?Action\s*=\s*\[([^\]]*)\]/g,
  );
  return new Map(
    [...statements].map(([, sid, actions]) => [
      sid!,
      [...actions!.matchAll(/"([^"]+)"/g)].map(([, it]) => it!),
    ]),
  );
}

function grantsOfTemplate(): ReadonlyMap<string, readonly string[]> {
  const all = Object.values(resourcesOf(templateOf(functions))).flatMap(({ Properties }) => {
    const inline = (Properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
    const own = Properties['PolicyDocument'] as { Statement: Statement[] } | undefined;
    return [...inline.flatMap(({ PolicyDocument }) => PolicyDocument.Statement), ...(own?.Statement ?? [])];
  });
  const granted = all.filter(({ Effect }) => Effect === 'Allow');
  return new Map(
    granted.map(({ Sid, Action }) => [Sid!, Array.isArray(Action) ? Action : [Action as string]]),
  );
}

describe('the Terraform example', () => {
  it('has a counterpart of every resource in the template', () => {
    const types = new Set(Object.values(resourcesOf(templateOf(functions))).map(({ Type }) => Type));
    for (const type of types) {
      for (const counterpart of COUNTERPARTS[type] ?? [`nothing for ${type}`]) {
        expect(terraform).toContain(`resource "${counterpart}"`);
      }
    }
  });

  it('allows what the template allows, statement by statement', () => {
    expect(Object.fromEntries(grantsOfTerraform())).toEqual(Object.fromEntries(grantsOfTemplate()));
    expect(grantsOfTerraform().size).toBeGreaterThan(12);
  });

  it('allows nothing by a pattern but keys below a prefix, log streams and executions of one machine', () => {
    const blocks = [...terraform.matchAll(/\{[^{}]*Effect\s*=\s*"Allow"[\s\S]*?\n {6}\}/g)].map(
      ([block]) => block,
    );
    const patterns = blocks.flatMap((block) => [
      ...block.matchAll(/"[^"\n]*(?:\$\{[^}]*\}[^"\n]*)*\*[^"\n]*"/g),
    ]);
    const texts = patterns.map(([text]) => text);
    expect(texts.length).toBeGreaterThan(4);
    expect(
      texts.filter((text) => !/(\.arn\}:\*|_prefix\}\*|\/backfill\/\*|execution_arn\}[:/]\*)"$/.test(text)),
    ).toEqual([]);
  });

  it('gives the function the same environment', () => {
    const [lambda] = Object.values(templateOf(functions).findResources('AWS::Lambda::Function'));
    const names = Object.keys(lambda?.['Properties'].Environment.Variables);
    const [, variables] = /variables = merge\(\{([\s\S]*?)\}, var\.environment\)/.exec(terraform)!;
    expect([...variables!.matchAll(/^ +([A-Z_]+) +=/gm)].map(([, name]) => name).toSorted()).toEqual(
      names.toSorted(),
    );
  });

  it('takes the very definition of the state machine', () => {
    const definition = read('terraform', 'backfill.asl.json');
    expect(definition).toContain(RESULTS_BUCKET);
    // Whatever else begins with ${ would be taken for a variable of Terraform.
    expect(new Set(definition.match(/\$\{\w*/g))).toEqual(
      new Set(['${convertFunctionArn', '${resultsBucket']),
    );
  });

  it('declares every variable that it uses, and uses every one that it declares', () => {
    const used = new Set([...terraform.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name!));
    const declared = new Set([...terraform.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name!));
    expect(used).toEqual(declared);
  });
});

describe('the printed policies', () => {
  const everything = parseDeploySettings({
    network: { kind: 'new' },
    benchArchitectures: ['arm64'],
    inputBucket: { kind: 'existing', name: 'lake' },
  });
  const of = (kind: string, wanted = settings) => policyOf([kind, '111122223333', 'eu-central-1'], wanted);
  const textOf = (kind: string, wanted = settings) => JSON.stringify(of(kind, wanted));

  it('know every type of resource that a template has', () => {
    expect(() => of('cloudformation')).not.toThrow();
    expect(textOf('cloudformation', everything)).toContain('ec2:CreateVpcEndpoint');
    expect(textOf('cloudformation')).not.toContain('ec2:');
    expect(Object.keys(grantsByType)).toContain('AWS::Events::Rule');
  });

  it('name no action by a pattern, and every resource only where IAM offers a condition instead of a name', () => {
    for (const kind of ['cdk', 'cloudformation', 'backfill']) {
      const statements = of(kind, everything).Statement as {
        readonly Action: readonly string[];
        readonly Resource: readonly string[];
        readonly Condition?: object;
      }[];
      expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
      const everywhere = statements.filter(({ Resource }) => Resource.includes('*'));
      expect(everywhere.filter(({ Condition }) => Condition === undefined)).toEqual([]);
    }
  });

  it('let whoever back-fills count, start and watch', () => {
    expect(textOf('backfill', everything)).toContain('arn:aws:s3:::lake"');
    expect(textOf('backfill')).toContain('arn:aws:s3:::parquetry-input-111122223333-eu-central-1"');
  });

  it('fit into the 6,144 characters of a managed policy', () => {
    expect(textOf('cloudformation', everything).length).toBeLessThan(6144);
  });

  it.each([
    [[]],
    [['cdk']],
    [['cdk', '1', 'eu-central-1']],
    [['cdk', '111122223333', 'Frankfurt']],
    [['all']],
  ])('are refused with the usage for %j', (args) => {
    expect(() => policyOf(args, settings)).toThrow('usage: npm run policy -w @parquetry/deploy');
  });
});
