import { existsSync } from 'node:fs';
import { App, type AppProps } from 'aws-cdk-lib';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import { zipFile } from '../settings/names.ts';
import { appContext } from './app-context.ts';
import { ParquetryStack } from './parquetry-stack.ts';

function requireZips(directory: string, { functions, benchArchitectures }: DeploySettings): void {
  const wanted = [
    ...functions.map(({ architecture }) => zipFile(directory, 'convert', architecture)),
    ...benchArchitectures.map((architecture) => zipFile(directory, 'bench', architecture)),
  ];
  const missing = wanted.find((file) => !existsSync(file));
  if (missing === undefined) return;
  throw new TypeError(
    `${missing} does not exist: build the functions first, with npm run build:functions -w @parquetry/lambda`,
  );
}

export interface SynthesisOptions {
  readonly settings: DeploySettings;
  readonly codeDirectory: string;
  /** Where the template and the assets go; absent: where the `cdk` command says. */
  readonly outdir?: string;
}

/**
 * An app of one stack, named as the settings say. It knows neither account nor region and asks nobody.
 *
 * @throws TypeError when a function is not built.
 */
export function deployApp({ settings, codeDirectory, outdir }: SynthesisOptions, props: AppProps = {}): App {
  requireZips(codeDirectory, settings);
  const app = new App({ analyticsReporting: false, ...(outdir && { outdir }), ...props });
  for (const [name, value] of Object.entries(appContext)) app.node.setContext(name, value);
  new ParquetryStack(app, 'Parquetry', { stackName: settings.name, settings, codeDirectory });
  return app;
}
