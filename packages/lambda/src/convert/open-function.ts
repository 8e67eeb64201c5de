import {
  type DeliveryLogger,
  type EmfMetrics,
  emfMetrics,
  lambdaLogger,
  recipeRef,
} from '@parquetry/delivery';
import { openS3 } from '@parquetry/s3';
import type { Context } from 'aws-lambda';
import { type Answer, answerInvocation } from './answer-invocation.ts';
import { openEngineService } from './open-engine-service.ts';
import type { ConvertService } from './service/convert-service.ts';
import type { ConvertSettings } from './settings/convert-settings.ts';
import { readSettings } from './settings/read-settings.ts';

export type FunctionContext = Pick<Context, 'getRemainingTimeInMillis'> &
  Partial<Pick<Context, 'awsRequestId'>>;

/** One environment of the function. */
export interface ConvertFunction extends AsyncDisposable {
  answer(event: unknown, context: FunctionContext): Promise<Answer>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const SERVICE_NAME = 'parquetry';

const openMetrics = ({ environment, engine }: ConvertSettings, output?: { write(line: string): unknown }) =>
  emfMetrics({
    service: SERVICE_NAME,
    dimensions: { environment, engine },
    ...(output && { output }),
  });

/**
 * Loads S3's client by a request that is called off before it is sent. Every job needs it, and while a function is opened
 * it has a whole CPU, however small it is.
 */
async function loadClient({ pipeline, output }: ConvertSettings): Promise<void> {
  await using s3 = openS3(pipeline.s3);
  await s3.stat(recipeRef(output), AbortSignal.abort()).catch(() => {});
}

/** The invocation that is under way; there is one at a time. */
interface Current {
  requestId: string | undefined;
}

/** The same, and each line names the invocation as Powertools does. */
function namingInvocation(log: DeliveryLogger, current: Current): DeliveryLogger {
  const fieldsOf = (fields: Readonly<Record<string, unknown>>) =>
    current.requestId === undefined ? fields : { function_request_id: current.requestId, ...fields };
  return {
    debug: (message, fields) => log.debug(message, fieldsOf(fields)),
    info: (message, fields) => log.info(message, fieldsOf(fields)),
    warn: (message, fields) => log.warn(message, fieldsOf(fields)),
    error: (message, fields) => log.error(message, fieldsOf(fields)),
  };
}

class OpenFunction implements ConvertFunction {
  readonly #service: ConvertService;
  readonly #metrics: EmfMetrics;
  readonly #current: Current;
  #isCold = true;

  constructor(service: ConvertService, metrics: EmfMetrics, current: Current) {
    this.#service = service;
    this.#metrics = metrics;
    this.#current = current;
  }

  async answer(event: unknown, context: FunctionContext): Promise<Answer> {
    const coldStart = this.#isCold;
    this.#isCold = false;
    this.#current.requestId = context.awsRequestId;
    const signal = new AbortController().signal;
    const remainingMs = () => context.getRemainingTimeInMillis();
    try {
      return await answerInvocation(this.#service, event, { signal, remainingMs }, coldStart);
    } finally {
      // What is not written now is lost when the environment freezes.
      this.#metrics.flush();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#metrics[Symbol.dispose]();
    await this.#service[Symbol.asyncDispose]();
  }
}

/**
 * Opens the function in an environment: settings, logger, metrics, engine.
 *
 * @param metricsOutput where metrics are written; stdout, through Powertools, when absent.
 * @throws SettingsError with all that is wrong with the variables.
 */
export async function openConvertFunction(
  environment: Environment,
  metricsOutput?: { write(line: string): unknown },
): Promise<ConvertFunction> {
  const settings = readSettings(environment);
  const current: Current = { requestId: undefined };
  const [log, metrics] = await Promise.all([
    lambdaLogger(SERVICE_NAME),
    openMetrics(settings, metricsOutput),
  ]);
  const service = await openEngineService(settings, namingInvocation(log, current), metrics.observe);
  await loadClient(settings);
  return new OpenFunction(service, metrics, current);
}
