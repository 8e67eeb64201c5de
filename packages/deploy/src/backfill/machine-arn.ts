import { RequestError } from '@parquetry/core';

/** What the ARN of a state machine, or of one of its executions, tells. */
export interface MachineArn {
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  /** Of the machine. */
  readonly name: string;
}

const PATTERNS = {
  stateMachine: /^arn:aws[a-z-]*:states:([a-z0-9-]+):(\d{12}):stateMachine:([\w-]{1,80})$/,
  execution: /^arn:aws[a-z-]*:states:([a-z0-9-]+):(\d{12}):execution:([\w-]{1,80}):[\w-]{1,80}$/,
} as const;

const EXAMPLES = {
  stateMachine: 'arn:aws:states:eu-central-1:111122223333:stateMachine:parquetry-backfill',
  execution: 'arn:aws:states:eu-central-1:111122223333:execution:parquetry-backfill:in-2026',
} as const;

/** @throws RequestError when it is none. */
export function parseMachineArn(arn: string, kind: keyof typeof PATTERNS): MachineArn {
  const [, region, account, name] = PATTERNS[kind].exec(arn) ?? [];
  if (region !== undefined && account !== undefined && name !== undefined) {
    return { arn, region, account, name };
  }
  const what = kind === 'execution' ? 'an execution' : 'a state machine';
  throw new RequestError(`'${arn}' is no ARN of ${what}; it looks like ${EXAMPLES[kind]}`);
}

/** Where the console shows an execution. */
export const consoleUrl = (executionArn: string): string => {
  const { region } = parseMachineArn(executionArn, 'execution');
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${executionArn}`;
};
