import { z } from 'zod';
import { functionArn } from './function-name.ts';
import { parsed } from './function-settings.ts';
import { LATEST } from './function-version.ts';
import type { Asked } from './functions.ts';
import { notFound } from './lambda-error.ts';
import { ASYNC_DEFAULTS, type AsyncSettings } from './local-function.ts';
import { type Call, pageOf, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';
import { wallMs } from './wall-clock.ts';

const CONFIG = '/2019-09-25/functions/:name/event-invoke-config';

const destination = z
  .object({
    Destination: z
      .string()
      .regex(/^(arn:aws[a-z-]*:sqs:.*)?$/, 'queues are the only destinations locally')
      .optional(),
  })
  .optional();
const schema = z.object({
  MaximumRetryAttempts: z.number().int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.number().int().min(60).max(21_600).optional(),
  DestinationConfig: z.object({ OnFailure: destination, OnSuccess: destination }).optional(),
});

const describe = (name: string, qualifier: string, settings: AsyncSettings): object => ({
  FunctionArn: functionArn(name, qualifier),
  LastModified: settings.lastModifiedMs / 1000,
  MaximumRetryAttempts: settings.mostRetries,
  MaximumEventAgeInSeconds: settings.mostAgeSeconds,
  DestinationConfig: {
    OnFailure: settings.onFailureArn === '' ? {} : { Destination: settings.onFailureArn },
    OnSuccess: settings.onSuccessArn === '' ? {} : { Destination: settings.onSuccessArn },
  },
});

/** What becomes of asynchronous invocations: PutFunctionEventInvokeConfig sets all of it, Update what it names. */
export function asyncRoutes({ functions, clock }: ServiceParts): readonly Route[] {
  const asked = (call: Call) => functions.find(call.param('name'), call.query('Qualifier'));

  const set = (call: Call, before: AsyncSettings): object => {
    const { found, qualifier = LATEST } = asked(call);
    found.resolve(qualifier);
    const update = parsed(schema, call.json());
    const { OnFailure, OnSuccess } = update.DestinationConfig ?? {};
    const settings = {
      mostRetries: update.MaximumRetryAttempts ?? before.mostRetries,
      mostAgeSeconds: update.MaximumEventAgeInSeconds ?? before.mostAgeSeconds,
      onFailureArn: OnFailure?.Destination ?? before.onFailureArn,
      onSuccessArn: OnSuccess?.Destination ?? before.onSuccessArn,
      lastModifiedMs: wallMs(clock),
    };
    found.asyncSettings.set(qualifier, settings);
    return describe(found.name, qualifier, settings);
  };

  const require = ({ found, qualifier = LATEST }: Asked): AsyncSettings => {
    const settings = found.asyncSettings.get(qualifier);
    if (settings !== undefined) return settings;
    throw notFound(`The function ${functionArn(found.name, qualifier)} doesn't have an EventInvokeConfig`);
  };

  return [
    { method: 'PUT', path: CONFIG, status: 200, answer: (call) => set(call, ASYNC_DEFAULTS) },
    { method: 'POST', path: CONFIG, status: 200, answer: (call) => set(call, require(asked(call))) },
    {
      method: 'GET',
      path: CONFIG,
      status: 200,
      answer: (call) => {
        const { found, qualifier = LATEST } = asked(call);
        return describe(found.name, qualifier, require({ found, qualifier }));
      },
    },
    {
      method: 'GET',
      path: `${CONFIG}/list`,
      status: 200,
      answer: (call) => {
        const { found } = asked(call);
        const described = [...found.asyncSettings].map(([qualifier, one]) =>
          describe(found.name, qualifier, one),
        );
        return pageOf(call, 'FunctionEventInvokeConfigs', described);
      },
    },
    {
      method: 'DELETE',
      path: CONFIG,
      status: 204,
      answer: (call) => {
        const { found, qualifier = LATEST } = asked(call);
        require({ found, qualifier });
        found.asyncSettings.delete(qualifier);
      },
    },
  ];
}
