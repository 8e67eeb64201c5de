import { join } from 'node:path';
import { readSettingsFile } from '../settings/read-settings-file.ts';
import { complainAndFail } from './complain-and-fail.ts';
import { buildDirectory, functionsDirectory } from './directories.ts';
import { writeProducts } from './write-products.ts';

const { PARQUETRY_DEPLOY_SETTINGS: settingsFile } = process.env;
const target = join(buildDirectory, 'deploy');

try {
  writeProducts(readSettingsFile(settingsFile), functionsDirectory, target);
  process.stdout.write(`functions/, template.json and terraform/ are in ${target}\n`);
} catch (error) {
  complainAndFail(error);
}
