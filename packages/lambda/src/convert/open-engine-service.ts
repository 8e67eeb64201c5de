import { type DeliveryLogger, type Observe, wallClock } from '@parquetry/delivery';
import { loadContender } from '../load-contender.ts';
import { openEnginePipeline } from '../pipeline/open-engine-pipeline.ts';
import { type ConvertService, openConvertService } from './service/convert-service.ts';
import type { ConvertSettings } from './settings/convert-settings.ts';

/** The service with the project's engines and S3 itself. `observe`: of metrics. */
export const openEngineService = (
  settings: ConvertSettings,
  log: DeliveryLogger,
  observe?: Observe,
): Promise<ConvertService> =>
  openConvertService(settings, {
    log,
    clock: wallClock,
    ...(observe && { observe }),
    loadEngine: loadContender,
    openPipeline: (engine, request, tell) => openEnginePipeline({ engine, request }, tell),
  });
