import { randomUUID } from 'node:crypto';
import { type Code, codeName } from './code-store.ts';
import { functionArn } from './function-name.ts';
import type { FunctionSettings } from './function-settings.ts';
import { conflict } from './lambda-error.ts';

export const LATEST = '$LATEST';

/** What environments are made from: another one of these needs other environments. */
export interface Deployment {
  readonly settings: FunctionSettings;
  readonly code: Code;
}

const iso = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000');

/** `$LATEST`, or a published version: what it shows, and what is in force, which follows a moment later. */
export class FunctionVersion {
  readonly functionName: string;
  readonly version: string;
  #shown: Deployment;
  #inForce: Deployment | undefined;
  #revisionId = randomUUID() as string;
  #lastModified: string;

  constructor(functionName: string, version: string, deployment: Deployment, nowMs: number) {
    this.functionName = functionName;
    this.version = version;
    this.#shown = deployment;
    this.#lastModified = iso(nowMs);
  }

  /** As it was asked for last. */
  get shown(): Deployment {
    return this.#shown;
  }

  /** What invocations run; undefined while the version is pending. */
  get inForce(): Deployment | undefined {
    return this.#inForce;
  }

  get revisionId(): string {
    return this.#revisionId;
  }

  get state(): 'Pending' | 'Active' {
    return this.#inForce === undefined ? 'Pending' : 'Active';
  }

  get lastUpdateStatus(): 'InProgress' | 'Successful' {
    return this.#inForce === undefined || this.#inForce === this.#shown ? 'Successful' : 'InProgress';
  }

  get arn(): string {
    return functionArn(this.functionName, this.version);
  }

  update(deployment: Deployment, nowMs: number): void {
    this.#shown = deployment;
    this.#revisionId = randomUUID();
    this.#lastModified = iso(nowMs);
  }

  /** What is shown is in force from now on. */
  settle(): void {
    this.#inForce = this.#shown;
  }

  /** @throws ResourceConflictException while an update goes on */
  requireSettled(): void {
    if (this.state === 'Pending') {
      throw conflict(
        `The operation cannot be performed at this time. The function is currently in the following state: Pending`,
      );
    }
    if (this.lastUpdateStatus === 'InProgress') {
      throw conflict(
        `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn(this.functionName)}`,
      );
    }
  }

  /** Lambda's FunctionConfiguration. */
  describe(qualifier?: string): object {
    const { settings, code } = this.#shown;
    return {
      ...describeSettings(settings),
      FunctionName: this.functionName,
      FunctionArn: functionArn(this.functionName, qualifier),
      Version: this.version,
      CodeSize: code.bytes,
      CodeSha256: code.sha256,
      LastModified: this.#lastModified,
      RevisionId: this.#revisionId,
      State: this.state,
      ...(this.state === 'Pending' && {
        StateReason: 'The function is being created.',
        StateReasonCode: 'Creating',
      }),
      LastUpdateStatus: this.lastUpdateStatus,
      ...(this.lastUpdateStatus === 'InProgress' && {
        LastUpdateStatusReason: 'The function is being created.',
        LastUpdateStatusReasonCode: 'Creating',
      }),
    };
  }
}

function describeSettings(settings: FunctionSettings): object {
  const { application, system } = settings.logLevels;
  const isJson = settings.logFormat === 'JSON';
  return {
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    PackageType: 'Zip',
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    TracingConfig: { Mode: settings.tracingMode },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: settings.logFormat,
      LogGroup: settings.logGroup,
      ...(isJson && { ApplicationLogLevel: application ?? 'INFO', SystemLogLevel: system ?? 'INFO' }),
    },
    ...(Object.keys(settings.variables).length > 0 && { Environment: { Variables: settings.variables } }),
    ...(settings.deadLetterArn !== '' && { DeadLetterConfig: { TargetArn: settings.deadLetterArn } }),
  };
}

/** Whether a version of the one would be a version of the other. */
export const isSameDeployment = (one: Deployment, other: Deployment): boolean =>
  codeName(one.code) === codeName(other.code) &&
  JSON.stringify(one.settings) === JSON.stringify(other.settings);
