/** A local sample: serves the handler over IPC. */
import { serveRequest } from '@parquetry/bench/sampling';
import { handler } from './bench-function.ts';

serveRequest(handler);
