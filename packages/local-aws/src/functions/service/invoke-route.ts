import { randomUUID } from 'node:crypto';
import type { LogLine } from '../environment/environment.ts';
import type { InvokedEvent } from './invoker.ts';
import { LambdaError } from './lambda-error.ts';
import { Answer, type Call, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';

const MOST_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;
const MOST_ANSWER_BYTES = 6_291_556;
const TAIL_BYTES = 4096;

type InvocationType = keyof typeof MOST_BYTES;

/** The last 4 KB, cut as bytes wherever that falls, as Lambda does. */
function tailOf(lines: readonly LogLine[]): string {
  const log = Buffer.from(lines.map(({ text }) => `${text}\n`).join(''), 'utf8');
  return log.subarray(-TAIL_BYTES).toString('base64');
}

function typeOf(call: Call): InvocationType {
  const type = call.header('x-amz-invocation-type') ?? 'RequestResponse';
  if (type in MOST_BYTES) return type as InvocationType;
  throw new LambdaError(
    'ValidationException',
    `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
  );
}

/** @throws RequestTooLargeException, InvalidRequestContentException */
function payloadOf(call: Call, type: InvocationType): Buffer {
  const { body } = call;
  const mostBytes = MOST_BYTES[type];
  if (body.length > mostBytes) {
    throw new LambdaError(
      'RequestTooLargeException',
      `Request must be smaller than ${mostBytes} bytes for the InvokeFunction operation`,
    );
  }
  if (body.length === 0) return Buffer.from('{}');
  call.parsedJson();
  return body;
}

const tooLargeAnswer = (bytes: number) =>
  Buffer.from(
    JSON.stringify({
      errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MOST_ANSWER_BYTES} bytes).`,
      errorType: 'Function.ResponseSizeTooLarge',
    }),
  );

export function invokeRoutes({ functions, invoker, asyncInvocations }: ServiceParts): readonly Route[] {
  const invokeNow = async (
    reference: { name: string; qualifier: string | undefined },
    event: InvokedEvent,
    wantsLog: boolean,
  ): Promise<Answer> => {
    const { version, invocation } = await invoker.invoke(reference, event);
    const { status, payload, lines, host } = invocation;
    const isTooLarge = payload.length > MOST_ANSWER_BYTES;
    return new Answer(200, isTooLarge ? tooLargeAnswer(payload.length) : payload, {
      'content-type': 'application/json',
      'x-amzn-requestid': event.requestId,
      'x-amz-executed-version': version,
      'x-local-aws-sample': JSON.stringify(host),
      ...((status !== 'ok' || isTooLarge) && { 'x-amz-function-error': 'Unhandled' }),
      ...(wantsLog && { 'x-amz-log-result': tailOf(lines) }),
    });
  };

  const invoke = async (call: Call): Promise<Answer> => {
    const { found, qualifier } = functions.find(call.param('name'), call.query('Qualifier'));
    const type = typeOf(call);
    const reference = { name: found.name, qualifier };
    invoker.requireRunnable(reference);
    const event = {
      requestId: randomUUID() as string,
      payload: payloadOf(call, type),
      clientContext: call.header('x-amz-client-context'),
      traceId: call.header('x-amzn-trace-id'),
    };
    switch (type) {
      case 'DryRun':
        return new Answer(204, '', {});
      case 'Event':
        asyncInvocations.accept(reference, event);
        return new Answer(202, '', { 'x-amzn-requestid': event.requestId });
      case 'RequestResponse':
        return invokeNow(reference, event, call.header('x-amz-log-type') === 'Tail');
      default:
        return type satisfies never;
    }
  };

  return [{ method: 'POST', path: '/2015-03-31/functions/:name/invocations', status: 200, answer: invoke }];
}
