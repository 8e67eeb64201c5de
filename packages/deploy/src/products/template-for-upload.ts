import { DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import type { NameZip } from '../stack/code-source.ts';
import { newApp } from '../stack/new-app.ts';
import { ParquetryStack } from '../stack/parquetry-stack.ts';

export interface UploadTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  readonly Parameters: Readonly<Record<string, object>>;
}

/** The template for those who deploy without CDK: they upload the zips, and name the bucket. Nothing has to be bootstrapped. */
export function templateForUpload(settings: DeploySettings, nameZip: NameZip): UploadTemplate {
  using app = newApp();
  const stack = new ParquetryStack(app.app, 'Parquetry', {
    stackName: settings.name,
    settings,
    code: { kind: 'parameters', nameZip },
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
  });
  return app.app.synth().getStackArtifact(stack.artifactId).template;
}
