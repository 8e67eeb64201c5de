export interface BackfillFlags {
  readonly stateMachine?: string;
  readonly list?: string;
  readonly name?: string;
  readonly batchObjects?: number;
  readonly concurrency?: number;
  readonly tolerate?: number;
  readonly fileMs?: number;
  readonly functionMemory?: number;
  readonly architecture?: 'arm64' | 'x86_64';
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly detach?: boolean;
  readonly watch?: string;
  readonly stop?: string;
}

/** As the machine is deployed by default; others are known to it alone. */
export const DEFAULT_BATCH_OBJECTS = 100;
export const DEFAULT_FUNCTION_MB = 1769;
