import { z } from 'zod';
import { describeLogGroups, describeLogStreams, groupsSchema, streamsSchema } from './describe-logs.ts';
import { filterLogEvents, filterSchema } from './filter-log-events.ts';
import { getLogEvents, getSchema } from './get-log-events.ts';
import { type Operation, operation } from './json-service.ts';
import { INVALID, streamsOf } from './log-requests.ts';
import type { LogStore } from './log-store.ts';

const deleteSchema = z.object({ logGroupName: z.string() });

/** CloudWatch Logs, as far as readers of functions' logs need it. */
export const logsOperations = (logs: LogStore): Readonly<Record<string, Operation>> => ({
  DescribeLogGroups: operation(INVALID, groupsSchema, (request) => describeLogGroups(logs, request)),
  DescribeLogStreams: operation(INVALID, streamsSchema, (request) => describeLogStreams(logs, request)),
  FilterLogEvents: operation(INVALID, filterSchema, (request) => filterLogEvents(logs, request)),
  GetLogEvents: operation(INVALID, getSchema, (request) => getLogEvents(logs, request)),
  DeleteLogGroup: operation(INVALID, deleteSchema, ({ logGroupName: group }) => {
    streamsOf(logs, group);
    logs.deleteGroup(group);
    return {};
  }),
});
