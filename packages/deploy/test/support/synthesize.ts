import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { type DeploySettingsInput, parseDeploySettings } from '../../src/settings/deploy-settings.ts';
import { zipFile } from '../../src/settings/names.ts';
import { appInto } from '../../src/stack/new-app.ts';
import { ParquetryStack } from '../../src/stack/parquetry-stack.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/** A directory of this test file's own with zips that are none: what is in them changes nothing but a hash. */
export function useBundles(): string {
  const directory = mkdtempSync(join(tmpdir(), 'parquetry-deploy-'));
  for (const name of ['convert', 'bench'] as const) {
    for (const architecture of ['arm64', 'x86_64']) {
      writeFileSync(zipFile(directory, name, architecture), `${name} for ${architecture}`);
    }
  }
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

let stacks = 0;

/** A stack in an app of its own. */
export function makeStack(codeDirectory: string, input: DeploySettingsInput = {}): ParquetryStack {
  stacks += 1;
  const app = appInto(join(codeDirectory, `out-${stacks}`));
  return new ParquetryStack(app, 'Parquetry', {
    settings: parseDeploySettings(input),
    code: { kind: 'assets', directory: codeDirectory },
  });
}

export const templateOf = (codeDirectory: string, input?: DeploySettingsInput): Template =>
  Template.fromStack(makeStack(codeDirectory, input));

export const resourcesOf = (template: Template): Readonly<Record<string, Resource>> =>
  template.toJSON()['Resources'];
