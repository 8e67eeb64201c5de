#!/usr/bin/env node
// Plain JavaScript, so that an older Node can read it and say what is wrong.
const OLDEST = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < OLDEST) {
  process.stderr.write(
    `parquetry needs Node ${OLDEST} or newer, this is ${process.version}. In a clone, run it as: npx parquetry …\n`,
  );
  process.exitCode = 2;
} else {
  await import('../src/main.ts');
}
