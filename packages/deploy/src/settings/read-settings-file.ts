import { readFileSync } from 'node:fs';
import { type DeploySettings, parseDeploySettings } from './deploy-settings.ts';

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The settings of a file; every default where none is named.
 *
 * @throws TypeError that names the file, or every setting in it that is wrong.
 */
export function readSettingsFile(path: string | undefined): DeploySettings {
  if (path === undefined) return parseDeploySettings({});
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TypeError(`the settings cannot be read: ${(cause as Error).message}`, { cause });
  }
  return parseDeploySettings(parsed(path, text));
}
