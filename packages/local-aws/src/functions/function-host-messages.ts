import type { CpuControl } from './environment/environment.ts';

/** What crosses to the process of the function host when it starts. */
export interface FunctionHostArguments {
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly sqsEndpoint?: string;
  readonly s3Endpoint?: string;
  readonly cpuControl?: CpuControl;
  readonly idleExpiryMs?: number;
  readonly accountConcurrency?: number;
  readonly updateMs?: number;
}

/** What its process is asked. */
export interface FunctionHostCall {
  readonly do: 'describe';
}

/** What the machine offers to functions. */
export interface HostDescription {
  readonly cpuControl: CpuControl;
  readonly cores: number;
}

export interface FunctionHostAnswers {
  readonly describe: HostDescription;
}
