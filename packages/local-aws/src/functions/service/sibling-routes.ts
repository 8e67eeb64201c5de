import { randomUUID } from 'node:crypto';
import { cloudwatchOperations } from './cloudwatch-api.ts';
import { ACCOUNT_ID } from './function-name.ts';
import { answerJson, type Operation } from './json-service.ts';
import { logsOperations } from './logs-api.ts';
import { Answer, type Call, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';

const LOGS_TARGET = 'Logs_20140328';
const CLOUDWATCH_TARGET = 'GraniteServiceVersion20100801';

const identity = () => {
  const id = randomUUID();
  const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT_ID}:root</Arn><UserId>${ACCOUNT_ID}</UserId><Account>${ACCOUNT_ID}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
  return new Answer(200, body, { 'content-type': 'text/xml', 'x-amzn-requestid': id });
};

function answerSts(body: Buffer): Answer {
  const action = new URLSearchParams(body.toString('utf8')).get('Action') ?? 'nothing';
  if (action === 'GetCallerIdentity') return identity();
  const error = `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>${encodeURIComponent(action)} is not there locally</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return new Answer(400, error, { 'content-type': 'text/xml' });
}

/** CloudWatch Logs, CloudWatch and STS, which all answer to POST / and are told apart by a header. */
export function siblingRoutes({ logs, metrics }: ServiceParts): readonly Route[] {
  const services: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
    [LOGS_TARGET]: logsOperations(logs),
    [CLOUDWATCH_TARGET]: cloudwatchOperations(metrics),
  };
  const answer = (call: Call): Answer => {
    const target = call.header('x-amz-target');
    if (target === undefined) return answerSts(call.body);
    const [service = '', name = ''] = target.split('.');
    const version = call.header('content-type')?.includes('1.1') ? '1.1' : '1.0';
    return answerJson(services[service] ?? {}, name, version, call.body);
  };
  return [{ method: 'POST', path: '/', status: 200, answer }];
}
