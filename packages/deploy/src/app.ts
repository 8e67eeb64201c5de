import { complainAndFail } from './products/complain-and-fail.ts';
import { assemblyDirectory, functionsDirectory } from './products/directories.ts';
import { readSettingsFile } from './settings/read-settings-file.ts';
import { deployApp } from './stack/synthesize.ts';

const { PARQUETRY_DEPLOY_SETTINGS: settingsFile, CDK_OUTDIR: outdir = assemblyDirectory } = process.env;

try {
  deployApp(readSettingsFile(settingsFile), functionsDirectory, outdir).synth();
} catch (error) {
  complainAndFail(error);
}
