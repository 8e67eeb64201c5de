/** `npm run roofline -- file.csv`: where the time of a conversion goes, and what it could not do without. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeSource, fileRef, fileStore, planConversions, sourceNames } from '@parquetry/core';
import { tableShape } from '../src/index.ts';
import { Converter } from './convert.ts';
import { Steps } from './steps.ts';

const ROUNDS = 11;

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: npm run roofline -- <file.csv>   (plain CSV, some 100 MB, on a tmpfs)\n');
  process.exit(2);
}

const store = fileStore();
const source = await describeSource(store, fileRef(path));
const output = { format: 'parquet', codec: 'none', ref: fileRef(`${path}.parquet`) } as const;
const [plan] = await planConversions(store, [{ source, outputs: [output] }], {
  declared: new Map(),
  undeclared: 'infer',
  shareSchema: true,
});
const shape = tableShape(plan!.schema, sourceNames(source.format));
const wasm = readFileSync(fileURLToPath(new URL('../build/kernel.wasm', import.meta.url)));

const steps = new Steps(path);
const converters = {
  parse: new Converter(wasm, shape, 'parse'),
  pages: new Converter(wasm, shape, 'pages'),
  snappy: new Converter(wasm, shape, 'snappy'),
  speed: new Converter(wasm, shape, 'speed'),
};
const pages: Uint8Array[] = [];
converters.pages.run(path, (pieces) => pages.push(...pieces.map((piece) => piece.slice())));

const measures: Readonly<Record<string, () => void>> = {
  'read the file once': () => steps.read(),
  '… and copy it': () => steps.copy(),
  '… and scan its structure': () => steps.scan(),
  '… and check its UTF-8': () => steps.checkUtf8(),
  'snappy of all pages, alone': () => steps.compress(pages),
  'read, scan, check and parse': () => converters.parse.run(path),
  '… and encode pages, uncompressed': () => converters.pages.run(path),
  '… and compress them: the default': () => converters.snappy.run(path),
  '… but doubles as they are: --prefer speed': () => converters.speed.run(path),
};

/** Taken in turns, so that what else the machine does hits all alike. */
const times = new Map(Object.keys(measures).map((name) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, measure] of Object.entries(measures)) {
    const start = performance.now();
    measure();
    times.get(name)!.push(performance.now() - start);
  }
}

const { size } = statSync(path);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const whole = median(times.get('… and compress them: the default')!);
process.stdout.write(
  `${(size / 1e6).toFixed(0)} MB of CSV, ${shape.columns.length} columns, ${ROUNDS} rounds\n`,
);
process.stdout.write(
  `${'what'.padEnd(44)}${'median ms'.padStart(10)}${'GB/s'.padStart(8)}${'of whole'.padStart(10)}\n`,
);
for (const [name, values] of times) {
  const ms = median(values);
  const rate = size / ms / 1e6;
  process.stdout.write(
    `${name.padEnd(44)}${ms.toFixed(1).padStart(10)}${rate.toFixed(2).padStart(8)}${`${((100 * ms) / whole).toFixed(0)} %`.padStart(10)}\n`,
  );
}
