/** The process of a local sample of a scenario on a store. */
import { join } from 'node:path';
import { runCompiled } from './run-compiled.ts';

runCompiled(join(import.meta.dirname, 'serve-pipeline.js'));
