import { type DeliveryLogger, fieldsFirst, type PollNote } from '@parquetry/delivery';
import pino, { type Logger } from 'pino';
import type { Terminal } from '../../terminal/terminal.ts';

/** As `LOG_LEVEL` has them. */
const LEVELS: Readonly<Record<string, string>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  SILENT: 'silent',
};

/** Lines of JSON on stderr; on a terminal, where a line tells how it is, with `-v` alone. */
export function openWorkerLog({ isInteractive, log, stderr, quiet }: Terminal, level: string): Logger {
  if (isInteractive) return log;
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino(
    {
      level: quiet ? 'error' : LEVELS[level]!,
      base: null,
      formatters,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stderr,
  );
}

export const deliveryLoggerOf = (log: Logger): DeliveryLogger =>
  fieldsFirst({
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  });

/** What happens to the queue. */
export function logNote(log: Logger, { kind, ...fields }: PollNote): void {
  switch (kind) {
    case 'received':
    case 'handled':
      log.debug(fields, kind);
      return;
    case 'not-deleted':
    case 'not-hidden':
    case 'waiting':
      log.warn(fields, kind === 'waiting' ? 'the queue does not answer' : kind);
      return;
    default:
      kind satisfies never;
  }
}
