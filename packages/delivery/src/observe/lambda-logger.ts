import type { DeliveryLogger } from './delivery-log.ts';

/** Powertools' Logger, for functions: JSON on stdout and stderr; level and service by its own environment variables. */
export async function lambdaLogger(service = 'parquetry'): Promise<DeliveryLogger> {
  const { Logger } = await import('@aws-lambda-powertools/logger');
  const logger = new Logger({ serviceName: process.env['POWERTOOLS_SERVICE_NAME'] || service });
  return {
    debug: (message, fields) => logger.debug(message, { ...fields }),
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
    error: (message, fields) => logger.error(message, { ...fields }),
  };
}
