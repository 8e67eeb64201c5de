import { readSettingsFile } from '../settings/read-settings-file.ts';
import { complainAndFail } from './complain-and-fail.ts';
import { policyOf } from './policy-of.ts';

const { PARQUETRY_DEPLOY_SETTINGS: settingsFile } = process.env;

try {
  const policy = policyOf(process.argv.slice(2), readSettingsFile(settingsFile));
  process.stdout.write(`${JSON.stringify(policy, undefined, 2)}\n`);
} catch (error) {
  complainAndFail(error);
}
