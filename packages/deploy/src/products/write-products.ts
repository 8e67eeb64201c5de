import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backfillDefinition } from '../backfill/backfill-definition.ts';
import type { Architecture, DeploySettings } from '../settings/deploy-settings.ts';
import { type FunctionKind, zipFile } from '../settings/names.ts';
import { requireBuilt } from '../stack/synthesize.ts';
import { packageDirectory } from './directories.ts';
import { templateForUpload } from './template-for-upload.ts';

const HASH_CHARACTERS = 16;

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Copies zips under names that hold a hash of their content. */
function zipsInto(target: string, functionsDirectory: string) {
  mkdirSync(target, { recursive: true });
  return (kind: FunctionKind, architecture: Architecture): string => {
    const source = zipFile(functionsDirectory, kind, architecture);
    const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, HASH_CHARACTERS);
    const name = `${kind}-${architecture}-${hash}.zip`;
    copyFileSync(source, join(target, name));
    return name;
  };
}

/**
 * Writes what is needed to deploy without CDK, replacing what is there: the zips, a template, and the Terraform example.
 *
 * @throws TypeError when a function, or its engine, is not built.
 */
export function writeProducts(settings: DeploySettings, functionsDirectory: string, target: string): void {
  requireBuilt(functionsDirectory, settings);
  rmSync(target, { recursive: true, force: true });
  const nameZip = zipsInto(join(target, 'functions'), functionsDirectory);
  const terraform = join(target, 'terraform');
  writeFileSync(join(target, 'template.json'), json(templateForUpload(settings, nameZip)));
  cpSync(join(packageDirectory, 'terraform'), terraform, { recursive: true });
  writeFileSync(join(terraform, 'backfill.asl.json'), json(backfillDefinition(settings)));
}
