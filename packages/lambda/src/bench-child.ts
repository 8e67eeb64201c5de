/** The process of a local sample. */
import { join } from 'node:path';
import { runCompiled } from './run-compiled.ts';

runCompiled(join(import.meta.dirname, 'serve-samples.js'));
