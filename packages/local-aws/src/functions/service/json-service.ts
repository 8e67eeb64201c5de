import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Answer } from './route.ts';

/** Trouble of the caller's, by the name that the service's model has for it. */
export class JsonServiceError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** One operation of a service that speaks JSON to one path. */
export type Operation = (request: unknown) => object;

/** An operation that reads its request with a schema. @throws JsonServiceError named `invalidName` */
export const operation =
  <Schema extends z.ZodType>(
    invalidName: string,
    schema: Schema,
    answer: (request: z.infer<Schema>) => object,
  ): Operation =>
  (request) => {
    const result = schema.safeParse(request);
    if (!result.success) throw new JsonServiceError(invalidName, z.prettifyError(result.error));
    return answer(result.data);
  };

const json = (status: number, version: string, body: object) =>
  new Answer(status, JSON.stringify(body), {
    'content-type': `application/x-amz-json-${version}`,
    'x-amzn-requestid': randomUUID(),
  });

/** Answers by the operation that `x-amz-target` names, errors as the protocol has them. */
export function answerJson(
  operations: Readonly<Record<string, Operation>>,
  name: string,
  version: string,
  body: Buffer,
): Answer {
  try {
    const answer = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (answer === undefined)
      throw new JsonServiceError('UnknownOperationException', `${name} is not there locally`);
    return json(200, version, answer(body.length === 0 ? {} : JSON.parse(body.toString('utf8'))));
  } catch (error) {
    const { name: type, message } = error as Error;
    return json(400, version, { __type: type, message });
  }
}
