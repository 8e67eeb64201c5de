import { endWithParent, serveParent } from '../process/serve-parent.ts';
import type { EnvironmentHost } from './environment/environment.ts';
import type { FunctionHostArguments, FunctionHostCall, HostDescription } from './function-host-messages.ts';
import type { FunctionService } from './service/open-function-service.ts';

interface Opened {
  readonly port: number;
  readonly host: EnvironmentHost;
  readonly service: FunctionService;
}

async function open({ cpuControl, ...options }: FunctionHostArguments): Promise<Opened> {
  const { openEnvironmentHost } = await import('./environment/open-environment-host.ts');
  const { openFunctionService } = await import('./service/open-function-service.ts');
  const host = await openEnvironmentHost(cpuControl === undefined ? {} : { cpuControl });
  try {
    const service = await openFunctionService({ ...options, host });
    return { port: service.port, host, service };
  } catch (error) {
    await host[Symbol.asyncDispose]();
    throw error;
  }
}

let opening: Promise<Opened> | undefined;

async function tidy(): Promise<void> {
  // One that could not be opened has tidied up already.
  const opened = await opening?.catch(() => undefined);
  await opened?.service[Symbol.asyncDispose]();
  await opened?.host[Symbol.asyncDispose]();
}

endWithParent(tidy);
await serveParent(
  () => {
    opening = open(JSON.parse(process.argv[2] ?? '{}') as FunctionHostArguments);
    return opening;
  },
  async ({ host }, _call: FunctionHostCall): Promise<HostDescription> => ({
    cpuControl: host.cpuControl,
    cores: host.cores,
  }),
);
