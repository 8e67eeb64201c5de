import { z } from 'zod';
import { parsed } from './function-settings.ts';
import { type Call, pageOf, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';
import { wallMs } from './wall-clock.ts';

const RESERVED = '/2017-10-31/functions/:name/concurrency';
const RESERVED_READ = '/2019-09-30/functions/:name/concurrency';
const PROVISIONED = '/2019-09-30/functions/:name/provisioned-concurrency';
const LIMIT_BYTES = { total: 80_530_636_800, unzipped: 262_144_000, zipped: 52_428_800 };

const reservedSchema = z.object({ ReservedConcurrentExecutions: z.number().int().min(0) });
const provisionedSchema = z.object({ ProvisionedConcurrentExecutions: z.number().int().min(1) });

/** Reserved and provisioned concurrency, and what the account may have. */
export function concurrencyRoutes(parts: ServiceParts): readonly Route[] {
  const { functions, gate, provisioned, clock } = parts;
  const find = (call: Call) => functions.find(call.param('name')).found;
  const asked = (call: Call) => functions.find(call.param('name'), call.query('Qualifier'));

  const account = (): object => {
    const codes = functions.all.flatMap((one) => one.versions.map(({ shown }) => shown.code.bytes));
    return {
      AccountLimit: {
        TotalCodeSize: LIMIT_BYTES.total,
        CodeSizeUnzipped: LIMIT_BYTES.unzipped,
        CodeSizeZipped: LIMIT_BYTES.zipped,
        ConcurrentExecutions: gate.accountConcurrency,
        UnreservedConcurrentExecutions: gate.unreserved,
      },
      AccountUsage: {
        TotalCodeSize: codes.reduce((sum, bytes) => sum + bytes, 0),
        FunctionCount: functions.all.length,
      },
    };
  };

  return [
    {
      method: 'PUT',
      path: RESERVED,
      status: 200,
      answer: (call) => {
        const { ReservedConcurrentExecutions: concurrency } = parsed(reservedSchema, call.json());
        gate.reserve(find(call), concurrency);
        return { ReservedConcurrentExecutions: concurrency };
      },
    },
    {
      method: 'GET',
      path: RESERVED_READ,
      status: 200,
      answer: (call) => {
        const { reservedConcurrency } = find(call);
        return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
      },
    },
    {
      method: 'DELETE',
      path: RESERVED,
      status: 204,
      answer: (call) => {
        find(call).reservedConcurrency = undefined;
      },
    },
    {
      method: 'PUT',
      path: PROVISIONED,
      status: 202,
      answer: (call) => {
        const { ProvisionedConcurrentExecutions: count } = parsed(provisionedSchema, call.json());
        return provisioned.put(asked(call), count, wallMs(clock));
      },
    },
    {
      method: 'GET',
      path: PROVISIONED,
      status: 200,
      answer: (call) =>
        call.query('List') === 'ALL'
          ? pageOf(call, 'ProvisionedConcurrencyConfigs', provisioned.list(find(call)))
          : provisioned.get(asked(call)),
    },
    { method: 'DELETE', path: PROVISIONED, status: 204, answer: (call) => provisioned.delete(asked(call)) },
    { method: 'GET', path: '/2016-08-19/account-settings', status: 200, answer: account },
  ];
}
