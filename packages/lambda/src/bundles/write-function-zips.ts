/** `npm run build:functions`: the zips of all functions, and a table of them. */
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctionBundles } from './build-function-bundles.ts';
import { functionNames } from './function-entries.ts';
import { architectures, enginesFor } from './native-parts.ts';

const directory = fileURLToPath(new URL('../../build/functions', import.meta.url));

await rm(directory, { recursive: true, force: true });
await mkdir(directory, { recursive: true });
const bundles = await buildFunctionBundles(directory);
const lines = ['| zip | bytes | engines | SHA-256 |', '|---|---:|---|---|'];
for (const name of functionNames) {
  for (const architecture of architectures) {
    const zip = await bundles[name].zip(architecture);
    const file = `${name}-${architecture}.zip`;
    await writeFile(join(directory, file), zip);
    const sha256 = createHash('sha256').update(zip).digest('hex');
    const engines = enginesFor(architecture).join(', ');
    lines.push(
      `| \`${file}\` | ${zip.length.toLocaleString('en')} | ${engines} | \`${sha256.slice(0, 16)}…\` |`,
    );
  }
}
process.stdout.write(`${lines.join('\n')}\nin ${directory}\n`);
