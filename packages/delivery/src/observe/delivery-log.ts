import { displayRef } from '@parquetry/core';
import type { Job, JobOutcome } from '../jobs/job.ts';
import type { DeliveryEvent, Observe } from './delivery-event.ts';

type Fields = Readonly<Record<string, unknown>>;
type Say = (message: string, fields: Fields) => void;

/** What structured logs go to: Powertools' Logger as it is, pino by {@link fieldsFirst}. */
export interface DeliveryLogger {
  readonly debug: Say;
  readonly info: Say;
  readonly warn: Say;
  readonly error: Say;
}

type Level = keyof DeliveryLogger;

interface Line {
  readonly level: Level;
  readonly message: string;
  readonly fields: Fields;
}

/** A logger that takes its fields before the message, as pino does. */
export function fieldsFirst(
  logger: Readonly<Record<Level, (fields: Fields, message: string) => void>>,
): DeliveryLogger {
  const say =
    (level: Level): Say =>
    (message, fields) =>
      logger[level](fields, message);
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}

const jobFields = ({ id, source }: Job) => ({ jobId: id, source: displayRef(source.ref) });

function endLine(outcome: JobOutcome, elapsedMs: number, inFlight: number): Line {
  const fields = { ...jobFields(outcome.job), elapsedMs: Math.round(elapsedMs), inFlight };
  switch (outcome.status) {
    case 'converted': {
      const { rows, bytes, outputs, stages } = outcome.result;
      const more = {
        attempts: outcome.attempts,
        rows,
        bytes,
        stages,
        outputs: outputs.map(({ ref }) => displayRef(ref)),
      };
      return { level: 'info', message: 'converted', fields: { ...fields, ...more } };
    }
    case 'skipped': {
      const level = outcome.because === 'gone' ? 'info' : 'debug';
      return { level, message: 'skipped', fields: { ...fields, because: outcome.because } };
    }
    case 'failed': {
      const { kind, code, attempts, message } = outcome.failure;
      return {
        level: 'error',
        message: 'failed',
        fields: { ...fields, failure: kind, code, attempts, because: message },
      };
    }
    default:
      return outcome satisfies never;
  }
}

function lineOf(event: DeliveryEvent): Line {
  switch (event.kind) {
    case 'listed': {
      const { kind: _kind, ...fields } = event;
      return { level: event.isAll ? 'info' : 'debug', message: 'listed', fields };
    }
    case 'job-started':
      return {
        level: 'debug',
        message: 'started',
        fields: { ...jobFields(event.job), inFlight: event.inFlight },
      };
    case 'job-retried': {
      const { attempt, failure, code, delayMs } = event;
      const fields = { ...jobFields(event.job), attempt, failure, code, delayMs: Math.round(delayMs) };
      return { level: 'warn', message: 'to be tried again', fields };
    }
    case 'job-waiting': {
      const { dependency, code, delayMs } = event;
      const fields = { ...jobFields(event.job), dependency, code, delayMs: Math.round(delayMs) };
      return { level: 'warn', message: 'waiting for a dependency', fields };
    }
    case 'job-ended':
      return endLine(event.outcome, event.elapsedMs, event.inFlight);
    case 'breaker': {
      const { dependency, state } = event;
      return {
        level: state === 'open' ? 'warn' : 'info',
        message: `breaker ${state}`,
        fields: { dependency, state },
      };
    }
    case 'bounds': {
      const { filesInFlight, because } = event;
      return { level: 'warn', message: 'bounds changed', fields: { filesInFlight, because } };
    }
    case 'source-changed': {
      const { job, was, is } = event;
      return { level: 'warn', message: 'source changed', fields: { ...jobFields(job), was, is } };
    }
    case 'flushed':
      return { level: 'debug', message: 'manifest written', fields: { jobs: event.jobs } };
    default:
      return event satisfies never;
  }
}

/** Structured logs, each line of a job with its `jobId`: keys of objects, numbers and reasons, never contents. */
export function deliveryLog(logger: DeliveryLogger): Observe {
  return (event) => {
    const { level, message, fields } = lineOf(event);
    logger[level](message, fields);
  };
}
