import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineNames } from '@parquetry/engines';
import { describe, expect, it } from 'vitest';
import { loadConfigFile } from '../src/settings/load-config-file.ts';
import { resolveSettings } from '../src/settings/resolve-settings.ts';
import { useDirectory } from './support/run-cli.ts';

const directory = useDirectory();

describe('settings', () => {
  it('take flags over the environment over the file over defaults, and know where each came from', () => {
    const file = {
      path: '/x/parquetry.config.json',
      values: { threads: 2, memory: 256, engine: 'sequential' },
    };
    const { settings, sources } = resolveSettings(
      { threads: '8' },
      { PARQUETRY_MEMORY: '512', PARQUETRY_THREADS: '4' },
      file,
    );
    expect(settings).toMatchObject({ threads: 8, memory: 512, engine: 'sequential', parquetCodec: 'snappy' });
    expect(sources.threads.from).toBe('--threads');
    expect(sources.memory.from).toBe('PARQUETRY_MEMORY');
    expect(sources.engine.from).toBe('/x/parquetry.config.json');
    expect(sources.parquetCodec.from).toBe('default');
  });

  it('read lists with commas', () => {
    expect(resolveSettings({ to: 'parquet, avro' }, {}, undefined).settings.to).toEqual(['parquet', 'avro']);
  });

  it.each([
    [{ threads: '0' }, {}, '--threads:'],
    [{}, { PARQUETRY_ENGINE: 'fast' }, 'PARQUETRY_ENGINE: unknown engine "fast"; known: sequential'],
    [{ to: 'parquet,orc' }, {}, '--to (item 2):'],
    [{}, { PARQUETRY_SPEED: '1' }, 'PARQUETRY_SPEED is no setting; known: PARQUETRY_ENGINE'],
    [{ parquetCodec: 'lzo' }, {}, '--parquet-codec:'],
    [{ prefer: 'both' }, {}, '--prefer:'],
    [{ engine: 'polars' }, {}, '--engine: unknown engine "polars"; known: sequential'],
    [{ engines: 'polars,pandas' }, {}, '--engines (item 2): unknown engine "pandas"; known: sequential'],
  ])('refuse %j with %j, naming the source', (flags, environment, message) => {
    expect(() => resolveSettings(flags, environment, undefined)).toThrow(message);
  });
});

describe('who takes part in a benchmark', () => {
  it('is anyone that can be measured, by default those that convert', () => {
    const { settings } = resolveSettings({ engines: 'wasm-arrow,polars' }, {}, undefined);
    expect(settings.engines).toEqual(['wasm-arrow', 'polars']);
    expect(resolveSettings({}, {}, undefined).settings.engines).toEqual(engineNames);
  });
});

describe('the configuration file', () => {
  it.each([
    ['json', '{ "threads": 3 }'],
    ['yaml', 'threads: 3\n'],
    ['mjs', 'export default { threads: 3 };\n'],
    ['ts', 'const threads: number = 3;\nexport default { threads };\n'],
  ])('is read as .%s, from a directory above', async (ending, text) => {
    const path = join(directory(), `parquetry.config.${ending}`);
    await writeFile(path, text);
    const below = join(directory(), 'a', 'b');
    await mkdir(below, { recursive: true });
    expect(await loadConfigFile(below)).toEqual({ path, values: { threads: 3 } });
  });

  it('refuses keys that are no setting', async () => {
    await writeFile(join(directory(), 'parquetry.config.json'), '{ "thread": 3, "seed": 1 }');
    await expect(loadConfigFile(directory())).rejects.toThrow(/unknown settings thread, seed; known: engine/);
  });

  it('refuses what cannot be read', async () => {
    await writeFile(join(directory(), 'parquetry.config.json'), '{ "threads": ');
    await expect(loadConfigFile(directory())).rejects.toThrow('the configuration file cannot be read');
  });
});
