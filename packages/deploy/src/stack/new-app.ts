import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';

/** Templates are checked against CloudFormation's own rules when they are made, and trouble there is an error. */
const CONTEXT = { '@aws-cdk/core:validateAgainstDefaultRules': true };

/** An app that writes into a directory, and reports nothing to AWS. */
export const appInto = (outdir: string): App =>
  new App({ analyticsReporting: false, outdir, context: CONTEXT });

export interface TemporaryApp extends Disposable {
  readonly app: App;
}

/** An app whose files are gone when it is disposed of. */
export function newApp(): TemporaryApp {
  const outdir = mkdtempSync(join(tmpdir(), 'parquetry-deploy-'));
  return { app: appInto(outdir), [Symbol.dispose]: () => rmSync(outdir, { recursive: true, force: true }) };
}
