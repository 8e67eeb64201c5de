/**
 * Serves the handler over IPC. The request comes from the harness that started this process and is not validated again,
 * so that nothing is loaded before the first conversion that a conversion does not need.
 */
import { serveRequest } from '@parquetry/bench/sampling';
import { answerSample } from './answer-sample.ts';

serveRequest(answerSample);
