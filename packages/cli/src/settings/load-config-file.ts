import { pathToFileURL } from 'node:url';
import { lilconfig } from 'lilconfig';
import { parse as parseYaml } from 'yaml';
import { UsageError } from '../exit-codes.ts';
import { type SettingName, settingNames } from './settings.ts';

export interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Partial<Record<SettingName, unknown>>>;
}

const importDefault = async (path: string): Promise<unknown> => {
  const loaded: { default?: unknown } = await import(pathToFileURL(path).href);
  return loaded.default;
};

const readYaml = (path: string, content: string): unknown => {
  try {
    return parseYaml(content);
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
};

const searcher = lilconfig('parquetry', {
  searchPlaces: ['ts', 'mjs', 'json', 'yaml', 'yml'].map((ending) => `parquetry.config.${ending}`),
  stopDir: '/',
  loaders: {
    '.ts': importDefault,
    '.mjs': importDefault,
    '.yaml': readYaml,
    '.yml': readYaml,
  },
});

/**
 * The nearest `parquetry.config.{ts,mjs,json,yaml}` at or above a directory.
 *
 * @throws UsageError when it cannot be read or has a key that is no setting.
 */
export async function loadConfigFile(directory: string): Promise<ConfigFile | undefined> {
  const found = await searcher.search(directory).catch((cause: unknown) => {
    throw new UsageError(
      `the configuration file cannot be read: ${cause instanceof Error ? cause.message : cause}`,
    );
  });
  if (!found) return undefined;
  const config: unknown = found.config ?? {};
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new UsageError(`${found.filepath} must hold an object of settings (as its default export)`);
  }
  const known: readonly string[] = settingNames;
  const unknown = Object.keys(config).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    throw new UsageError(
      `${found.filepath}: unknown ${unknown.length === 1 ? 'setting' : 'settings'} ${unknown.join(', ')}; known: ${known.join(', ')}`,
    );
  }
  return { path: found.filepath, values: config };
}
