/**
 * The process of a local sample. V8's compiled code lies beside the bundle, as any program of many starts may have it: the
 * process that is verified leaves it to those that are timed. What is cached has to be loaded after.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { runCompiled } from './run-compiled.ts';

enableCompileCache(join(import.meta.dirname, 'compile-cache'));
runCompiled(join(import.meta.dirname, 'serve-samples.js'));
