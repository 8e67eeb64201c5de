import { existsSync } from 'node:fs';
import type { App } from 'aws-cdk-lib';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import { zipFile } from '../settings/names.ts';
import { appInto } from './new-app.ts';
import { ParquetryStack } from './parquetry-stack.ts';

/** @throws TypeError when a function is not built. */
export function requireZips(directory: string, { functions, benchArchitectures }: DeploySettings): void {
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

/**
 * An app of one stack, named as the settings say, which writes the template and the assets into a directory. It knows
 * neither account nor region and asks nobody.
 *
 * @throws TypeError when a function is not built.
 */
export function deployApp(settings: DeploySettings, functionsDirectory: string, outdir: string): App {
  requireZips(functionsDirectory, settings);
  const app = appInto(outdir);
  new ParquetryStack(app, 'Parquetry', {
    stackName: settings.name,
    settings,
    code: { kind: 'assets', directory: functionsDirectory },
  });
  return app;
}
