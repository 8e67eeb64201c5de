/** The process of a function for nodejs24.x: loads the handler, then runs one event after the other. */
import { loadHandler, provideStreamifyResponse } from './load-handler.ts';
import { FunctionLog } from './patch-console.ts';
import { runHandler } from './run-handler.ts';
import { type NextEvent, RuntimeConnection } from './runtime-connection.ts';
import { RuntimeError, wordError } from './word-error.ts';

const EXIT_UNCAUGHT = 129;
const EXIT_UNHANDLED = 128;
const EXIT_PLATFORM_GONE = 1;

const { env } = process;
const connection = new RuntimeConnection(env['AWS_LAMBDA_RUNTIME_API'] ?? '');
const log = new FunctionLog(env['AWS_LAMBDA_LOG_FORMAT'], env['AWS_LAMBDA_LOG_LEVEL']);

const tellOfError = async (what: string, thrown: unknown) => {
  const worded = wordError(thrown);
  log.writeError(what, thrown);
  const payload = JSON.stringify(worded);
  await untilWritten();
  const tell =
    log.requestId === undefined
      ? connection.failInit(payload, worded.errorType)
      : connection.fail(log.requestId, payload, worded.errorType);
  await tell;
};

const dieOf = (what: string, exitCode: number, thrown: unknown) => {
  tellOfError(what, thrown).finally(() => process.exit(exitCode));
};

/** What does not fit into the pipe at once waits in this process; it belongs before the answer. */
async function untilWritten(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}

async function run(handler: Awaited<ReturnType<typeof loadHandler>>, event: NextEvent): Promise<void> {
  log.requestId = event.requestId;
  if (event.traceId === undefined) delete env['_X_AMZN_TRACE_ID'];
  else env['_X_AMZN_TRACE_ID'] = event.traceId;
  let answer: string;
  try {
    answer = await runHandler(handler, event);
  } catch (error) {
    await tellOfError('Invoke Error', error);
    return;
  }
  await untilWritten();
  await connection.answer(event.requestId, answer);
}

const nextEvent = () => connection.next().catch(() => process.exit(EXIT_PLATFORM_GONE));

log.patchConsole();
provideStreamifyResponse();
process.on('uncaughtException', (error) => dieOf('Uncaught Exception', EXIT_UNCAUGHT, error));
process.on('unhandledRejection', (reason) => {
  const rejection = new RuntimeError('Runtime.UnhandledPromiseRejection', `${reason}`, { cause: reason });
  dieOf('Unhandled Promise Rejection', EXIT_UNHANDLED, rejection);
});
const handler = await loadHandler(env['LAMBDA_TASK_ROOT'] ?? '', env['_HANDLER'] ?? '');
while (true) await run(handler, await nextEvent());
