/** Writes the runtime as JavaScript: functions then load no compiler, which would count as their memory and their time. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [target = ''] = process.argv.slice(2);
const own = basename(import.meta.filename);
const directory = dirname(fileURLToPath(new URL('./main.ts', import.meta.url)));
for (const name of readdirSync(directory).filter((name) => name.endsWith('.ts') && name !== own)) {
  const source = readFileSync(join(directory, name), 'utf8');
  const script = stripTypeScriptTypes(source).replaceAll(/(?<=from '\.\/[\w-]+)\.ts(?=')/g, '.mjs');
  writeFileSync(join(target, `${basename(name, '.ts')}.mjs`), script);
}
