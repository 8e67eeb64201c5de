/** The process of a sample in which a library finds types by its own rules. */
import { fileStore } from '@parquetry/core';
import { createBenchHandler } from '../sampling/bench-handler.ts';
import { serveRequest } from '../sampling/serve-request.ts';
import { ownInference } from './own-inference.ts';

async function load(name: string) {
  const library = ownInference(name);
  if (library === undefined) throw new RangeError(`there is no library ${name}`);
  return library;
}

serveRequest(createBenchHandler(load, fileStore()));
