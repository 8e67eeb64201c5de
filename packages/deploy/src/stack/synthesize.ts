import { existsSync } from 'node:fs';
import { enginesFor } from '@parquetry/lambda';
import type { App } from 'aws-cdk-lib';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import { zipFile } from '../settings/names.ts';
import { appInto } from './new-app.ts';
import { ParquetryStack } from './parquetry-stack.ts';

/** An engine with a native part runs where that part was built in; unknown ones run nowhere. */
function requireEngines({ functions }: DeploySettings): void {
  for (const { engine, architecture } of functions) {
    const those: readonly string[] = enginesFor(architecture);
    if (those.includes(engine)) continue;
    throw new TypeError(
      `the engine '${engine}' does not run on ${architecture} as the functions are built here; those that do: ${those.join(', ')}`,
    );
  }
}

/** @throws TypeError when a function, or its engine, is not built. */
export function requireBuilt(directory: string, settings: DeploySettings): void {
  const { functions, benchArchitectures } = settings;
  requireEngines(settings);
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
 * @throws TypeError when a function, or its engine, is not built.
 */
export function deployApp(settings: DeploySettings, functionsDirectory: string, outdir: string): App {
  requireBuilt(functionsDirectory, settings);
  const app = appInto(outdir);
  new ParquetryStack(app, 'Parquetry', {
    stackName: settings.name,
    settings,
    code: { kind: 'assets', directory: functionsDirectory },
  });
  return app;
}
