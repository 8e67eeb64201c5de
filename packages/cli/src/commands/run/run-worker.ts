import {
  type DeliveryNumbers,
  emfMetrics,
  handleSqsBatch,
  keepHealth,
  type MessageQueue,
  openSqsQueue,
  pollQueue,
  wallClock,
} from '@parquetry/delivery';
import { type ConvertService, type ConvertSettings, openEngineService } from '@parquetry/lambda/convert';
import { findEndpoint } from '@parquetry/s3';
import type { Logger } from 'pino';
import { asUsage, ExitCode, UsageError } from '../../exit-codes.ts';
import { formatCount, plural } from '../../terminal/format.ts';
import { answerJson, say, type Terminal } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { withQueueErrors } from '../jobs/open-letters.ts';
import { placeText } from './batch-places.ts';
import { sparingNotes } from './sparing-notes.ts';
import { untilEmpty } from './until-empty.ts';
import type { WorkerFlags } from './worker-flags.ts';
import { showWorkerLine, type WorkerLine } from './worker-line.ts';
import { deliveryLoggerOf, logNote, openWorkerLog } from './worker-log.ts';
import { workerSettings } from './worker-settings.ts';

/** A queue hands out ten messages at once. */
const MESSAGES_OF_A_BATCH = 10;
const LEAST_BATCHES = 2;
/** Nobody waits longer for the end of a worker that is idle; the queue is asked again anyway. */
const WAIT_SECONDS = 20;
const WAIT_SECONDS_UNTIL_EMPTY = 1;

async function openQueue(url: string, { settings: { endpoint, region } }: CommandContext) {
  try {
    return await openSqsQueue({ url, endpoint, region });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

interface Working {
  readonly service: ConvertService;
  readonly queue: MessageQueue;
  readonly line: WorkerLine;
  readonly log: Logger;
  readonly flags: WorkerFlags;
  /** Receives nothing more. */
  readonly stop: AbortSignal;
}

const monotonicMs = () => performance.now();

/** Nothing calls off what is under way: it is finished, or the process is killed and it comes again. */
const never = new AbortController().signal;

async function drain({ service, queue, line, log, flags, stop }: Working): Promise<void> {
  const { settings, pipelines, meter } = service;
  const handling = service.handling({ signal: never });
  const onStop = () => line.show('stopping');
  stop.addEventListener('abort', onStop, { once: true });
  const toLog = sparingNotes((note) => logNote(log, note), monotonicMs);
  await pollQueue({
    queue,
    clock: wallClock,
    signal: stop,
    batches: Math.max(LEAST_BATCHES, Math.ceil(settings.concurrency / MESSAGES_OF_A_BATCH)),
    waitSeconds: flags.untilEmpty ? WAIT_SECONDS_UNTIL_EMPTY : WAIT_SECONDS,
    handle: (event) => handleSqsBatch(event, pipelines.own.settle, handling),
    tell: (note) => {
      toLog(note);
      if (stop.aborted) return;
      if (note.kind === 'waiting') line.show('no-queue');
      else line.show(meter.numbers().inFlight > 0 || note.kind === 'received' ? 'working' : 'waiting');
    },
  });
}

/** Metrics of each job on stdout, where they are asked for. */
async function openMetrics(
  { metrics }: WorkerFlags,
  { terminal }: CommandContext,
  { environment, engine }: ConvertSettings,
  stack: DisposableStack,
) {
  if (metrics === undefined) return undefined;
  const opened = await emfMetrics({ output: terminal.stdout, dimensions: { environment, engine } });
  return stack.use(opened);
}

function tellEnd({ converted, failed, rows, skipped, elapsedMs }: DeliveryNumbers, context: CommandContext) {
  const { terminal, json } = context;
  if (json) answerJson(terminal, { converted, failed, gone: skipped.gone, rows, elapsedMs });
  else if (terminal.isInteractive) {
    const ended = failed > 0 ? `, ${formatCount(failed)} failed` : '';
    say(terminal, `stopped: ${plural(converted, 'file')} converted${ended}`);
  }
}

/** Works with a line on the terminal, and with reports of its health beside the outputs. */
async function workUntilStopped(working: Omit<Working, 'line'>, terminal: Terminal): Promise<void> {
  const { service, log } = working;
  const { meter, settings, pipelines } = service;
  using line = showWorkerLine(terminal, meter);
  await using _health = keepHealth({
    store: pipelines.own.store,
    to: settings.output,
    clock: wallClock,
    numbers: () => meter.numbers(),
    usage: () => service.usage(),
    onFailure: (error) => log.warn({ error: `${error}` }, 'health not written'),
  });
  await withQueueErrors(() => drain({ ...working, line }));
}

/**
 * `parquetry run worker`: carries out what comes by a queue until it is told to stop, and finishes what it holds then.
 */
export async function runWorker(flags: WorkerFlags, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context;
  const settings = workerSettings(flags, context);
  asUsage(() => findEndpoint(context.settings.endpoint, terminal.environment));
  if (context.json && flags.metrics)
    throw new UsageError('--json and --metrics both want stdout; choose one');
  using stack = new DisposableStack();
  const log = openWorkerLog(terminal, settings.logLevel);
  const metrics = await openMetrics(flags, context, settings, stack);
  const opened = stack.use(await openQueue(flags.queue, context));
  const empty = new AbortController();
  const queue = flags.untilEmpty ? untilEmpty(opened, () => empty.abort(), monotonicMs) : opened;
  await using service = await openEngineService(settings, deliveryLoggerOf(log), metrics?.observe);
  const stop = AbortSignal.any([terminal.signal, empty.signal]);
  const places = { from: placeText(settings.input), to: placeText(settings.output) };
  log.info({ queue: queue.url, ...places }, 'worker started');
  await workUntilStopped({ service, queue, log, flags, stop }, terminal);
  const numbers = service.meter.numbers();
  log.info({ converted: numbers.converted, failed: numbers.failed }, 'worker stopped');
  tellEnd(numbers, context);
  return ExitCode.done;
}
