import { z } from 'zod';
import { REGION } from '../../server/address.ts';
import { ACCOUNT_ID } from './function-name.ts';
import { JsonServiceError } from './json-service.ts';
import type { LogStore, LogStream } from './log-store.ts';

/** What CloudWatch Logs calls a request that it cannot read. */
export const INVALID = 'InvalidParameterException';
const MOST_EVENTS = 10_000;

/** Fields that name a group. */
export const groupFields = { logGroupName: z.string().optional(), logGroupIdentifier: z.string().optional() };

/** Fields that ask for events; times are milliseconds since 1970, the end is not among them. */
export const eventFields = {
  ...groupFields,
  startTime: z.number().default(0),
  endTime: z.number().default(Number.POSITIVE_INFINITY),
  limit: z.number().int().min(1).max(MOST_EVENTS).default(MOST_EVENTS),
};

interface NamedGroup {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

export const groupArn = (group: string): string => `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${group}`;

/** By its name, or by its ARN. */
export const groupOf = ({ logGroupName, logGroupIdentifier }: NamedGroup): string =>
  logGroupName ?? logGroupIdentifier?.split(':log-group:').at(-1)?.replace(/:\*$/, '') ?? '';

/** @throws JsonServiceError ResourceNotFoundException */
export function streamsOf(logs: LogStore, group: string): readonly LogStream[] {
  const streams = logs.streams(group);
  if (streams !== undefined) return streams;
  throw new JsonServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
}
