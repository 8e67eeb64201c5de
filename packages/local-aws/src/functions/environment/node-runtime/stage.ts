/** Writes the runtime as JavaScript: functions then load no compiler, which would count as their memory and their time. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';

const [target = ''] = process.argv.slice(2);
const own = basename(import.meta.filename);
for (const name of readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && name !== own)) {
  const source = readFileSync(join(import.meta.dirname, name), 'utf8');
  const script = stripTypeScriptTypes(source).replaceAll(/(?<=from '\.\/[\w-]+)\.ts(?=')/g, '.mjs');
  writeFileSync(join(target, `${basename(name, '.ts')}.mjs`), script);
}
