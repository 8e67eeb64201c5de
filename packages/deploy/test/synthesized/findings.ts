import { App, type Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { acknowledgeFindings } from '../../src/stack/acknowledge-findings.ts';
import { makeStack, useBundles } from '../support/synthesize.ts';

const bundles = useBundles();

function checked(stack: Stack): () => void {
  const app = App.of(stack) as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return () => app.synth();
}

describe('the rules of AWS Solutions', () => {
  it('find nothing but what is acknowledged with a reason', () => {
    const everything = makeStack(bundles, {
      functions: [{ engine: 'simd' }, { engine: 'simd', architecture: 'x86_64' }],
      benchArchitectures: ['arm64'],
      network: { kind: 'new' },
      recipe: { bucket: 'lake', key: 'out/_parquetry/recipe.json' },
    });
    expect(checked(everything)).not.toThrow();
  });

  it('find nothing else where buckets and a network are there already', () => {
    const lake = { kind: 'existing', name: 'lake' } as const;
    const stack = makeStack(bundles, {
      inputBucket: lake,
      outputBucket: lake,
      errorBucket: lake,
      tracing: 'off',
      network: {
        kind: 'existing',
        vpcId: 'vpc-0a1b2c3d',
        subnetIds: ['subnet-0a1b2c3d'],
        availabilityZones: ['eu-central-1a'],
      },
    });
    expect(checked(stack)).not.toThrow();
  });

  it('would find a role that may do something everywhere', () => {
    const stack = makeStack(bundles);
    new Role(stack, 'Careless', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        work: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })],
        }),
      },
    });
    acknowledgeFindings(stack);
    expect(checked(stack)).toThrow('AwsSolutions-IAM5[Resource::*]');
  });
});
