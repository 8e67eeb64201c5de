import { join } from 'node:path';

/** Of this package; its `build` is not kept in git. */
export const packageDirectory = join(import.meta.dirname, '..', '..');
export const buildDirectory = join(packageDirectory, 'build');
/** Holds the template and its assets. */
export const assemblyDirectory = join(buildDirectory, 'cdk');
/** Holds the functions' zips, which `npm run build:functions -w @parquetry/lambda` writes. */
export const functionsDirectory = join(packageDirectory, '..', 'lambda', 'build', 'functions');
