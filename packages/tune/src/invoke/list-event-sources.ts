import { GetPolicyCommand, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { TuneClients } from './clients.ts';
import type { FunctionTarget } from './parse-target.ts';

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** Who invokes a function by itself. */
export interface EventSource {
  /** Of the queue, stream or bucket; the name of the service where the function allows it all. */
  readonly arn: string;
  readonly isEnabled: boolean;
  /** What it invokes: `$LATEST`, a version or an alias. */
  readonly invokes: string;
}

const qualifierOf = (functionArn: string) => /:function:[^:]+:(.+)$/.exec(functionArn)?.[1] ?? '$LATEST';

/** Queues and streams that Lambda polls. */
export async function listMappings(
  clients: TuneClients,
  name: string,
  options: SendOptions,
): Promise<EventSource[]> {
  const sources: EventSource[] = [];
  const pages = paginateListEventSourceMappings({ client: clients.lambda }, { FunctionName: name }, options);
  for await (const page of pages) {
    for (const { EventSourceArn, FunctionArn = '', State } of page.EventSourceMappings ?? []) {
      const arn = EventSourceArn ?? 'self-managed';
      sources.push({ arn, isEnabled: State !== 'Disabled', invokes: qualifierOf(FunctionArn) });
    }
  }
  return sources;
}

const conditions = z.record(z.string(), z.record(z.string(), z.unknown()));

const policy = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Resource: z.string(),
      Principal: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
      Condition: conditions.optional(),
    }),
  ),
});

function sourceOf(condition: z.infer<typeof conditions> = {}): string | undefined {
  const values = Object.values(condition).flatMap((one) => Object.entries(one));
  const [, arn] = values.find(([key]) => key.toLowerCase() === 'aws:sourcearn') ?? [];
  return typeof arn === 'string' ? arn : undefined;
}

/** Services that the function's own policy allows to push events, as S3 and EventBridge do. */
export async function listPushers(
  clients: TuneClients,
  { name, qualifier }: FunctionTarget,
  options: SendOptions,
): Promise<EventSource[]> {
  const answer = await clients.lambda.send(
    new GetPolicyCommand({ FunctionName: name, ...(qualifier !== null && { Qualifier: qualifier }) }),
    options,
  );
  const { Statement } = policy.parse(JSON.parse(answer.Policy ?? '{"Statement":[]}'));
  return Statement.flatMap(({ Condition, Effect, Principal, Resource }) => {
    const service = typeof Principal === 'object' ? Principal['Service'] : undefined;
    const invokes = qualifierOf(Resource);
    if (Effect !== 'Allow' || typeof service !== 'string' || invokes !== (qualifier ?? '$LATEST')) return [];
    return [{ arn: sourceOf(Condition) ?? service, isEnabled: true, invokes }];
  });
}
