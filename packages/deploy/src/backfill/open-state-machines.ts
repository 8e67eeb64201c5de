import type { SFNClientConfig } from '@aws-sdk/client-sfn';
import type { StateMachines } from './state-machines.ts';

export interface StateMachineSettings {
  readonly region: string;
  /** Of a Step Functions that is not AWS; it has to be on this machine. */
  readonly endpoint?: string;
  /** In the place of Node's own. */
  readonly requestHandler?: NonNullable<SFNClientConfig['requestHandler']>;
}

/** Opens the Step Functions of a region. The SDK is loaded only now. */
export async function openStateMachines(settings: StateMachineSettings): Promise<StateMachines> {
  const { sfnStateMachines } = await import('./sfn-state-machines.ts');
  return sfnStateMachines(settings);
}
