/**
 * The process of a local sample. V8 keeps its compiled code beside the bundle, as any program of many starts may have
 * it: the process that is verified fills the cache for those that are timed. What it caches has to be loaded after.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, 'compile-cache'));
void import('./serve-samples.ts');
