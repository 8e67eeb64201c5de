import { UsageError } from '../exit-codes.ts';
import type { ConfigFile } from './load-config-file.ts';
import {
  environmentName,
  flagName,
  type SettingName,
  type Settings,
  settingDefinitions,
  settingNames,
} from './settings.ts';

interface SettingSource {
  readonly value: unknown;
  /** `flag --threads`, `PARQUETRY_THREADS`, the file's path, or `default`. */
  readonly from: string;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  readonly sources: Readonly<Record<SettingName, SettingSource>>;
}

function pick(
  name: SettingName,
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  file: ConfigFile | undefined,
): SettingSource {
  if (flags[name] !== undefined) return { value: flags[name], from: flagName(name) };
  const variable = environmentName(name);
  if (environment[variable] !== undefined) return { value: environment[variable], from: variable };
  if (file?.values[name] !== undefined) return { value: file.values[name], from: file.path };
  return { value: settingDefinitions[name].fallback(), from: 'default' };
}

/**
 * Flags over `PARQUETRY_*` over the file over defaults, each checked where it came from.
 *
 * @throws UsageError naming the source of a value that is not allowed.
 */
export function resolveSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  file: ConfigFile | undefined,
): ResolvedSettings {
  const known = new Set<string>(settingNames.map(environmentName));
  const stray = Object.keys(environment).find((name) => name.startsWith('PARQUETRY_') && !known.has(name));
  if (stray !== undefined) throw new UsageError(`${stray} is no setting; known: ${[...known].join(', ')}`);

  const sources = settingNames.map((name): [SettingName, SettingSource] => {
    const { value, from } = pick(name, flags, environment, file);
    if (value === undefined) return [name, { value, from }];
    const checked = settingDefinitions[name].schema.safeParse(value);
    if (!checked.success) {
      const { message, path } = checked.error.issues[0]!;
      const at = path.length > 0 ? ` (item ${Number(path[0]) + 1})` : '';
      throw new UsageError(`${from}${at}: ${message}`);
    }
    return [name, { value: checked.data, from }];
  });
  const settings = Object.fromEntries(sources.map(([name, source]) => [name, source.value]));
  return {
    settings: settings as unknown as Settings,
    sources: Object.fromEntries(sources) as Record<SettingName, SettingSource>,
  };
}
