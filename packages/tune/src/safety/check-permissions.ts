import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListEventSourceMappingsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { TuneClients } from '../invoke/clients.ts';
import type { FunctionFacts } from '../invoke/describe-function.ts';
import { isAbsent, isDenied, wordsOf } from '../invoke/service-error.ts';
import { LOCK_ALIAS } from '../versions/run-mark.ts';
import { type PolicyDocument, type PolicyRequest, requiredPolicy } from './required-policy.ts';

/** Whether whoever runs this may do something; `unknown`: nobody would say before it is done. */
export interface Permission {
  readonly action: string;
  readonly status: 'allowed' | 'denied' | 'unknown';
  /** How it is known, or why it is not. */
  readonly because: string;
}

type Verdict = Pick<Permission, 'status' | 'because'>;
type Probe = readonly [action: string, call: () => Promise<unknown>];

/** What proves itself by being done, because it changes nothing. */
function probesOf(clients: TuneClients, { arn, logGroup }: FunctionFacts, signal?: AbortSignal): Probe[] {
  const { invoker, lambda, logs } = clients;
  const options = { ...(signal && { abortSignal: signal }) };
  return [
    [
      'lambda:InvokeFunction',
      () => {
        // Versions are invoked, and the policy allows nothing else: a name alone would be another resource.
        const dryRun = { FunctionName: arn, Qualifier: '$LATEST', InvocationType: 'DryRun' } as const;
        return invoker.send(new InvokeCommand(dryRun), options);
      },
    ],
    [
      'lambda:GetFunctionConfiguration',
      () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: arn }), options),
    ],
    [
      'lambda:ListVersionsByFunction',
      () => lambda.send(new ListVersionsByFunctionCommand({ FunctionName: arn, MaxItems: 1 }), options),
    ],
    [
      'lambda:GetAlias',
      () => lambda.send(new GetAliasCommand({ FunctionName: arn, Name: LOCK_ALIAS }), options),
    ],
    [
      'lambda:ListEventSourceMappings',
      () => lambda.send(new ListEventSourceMappingsCommand({ FunctionName: arn, MaxItems: 1 }), options),
    ],
    [
      'logs:FilterLogEvents',
      () => logs.send(new FilterLogEventsCommand({ logGroupName: logGroup, limit: 1 }), options),
    ],
  ];
}

async function probe(call: () => Promise<unknown>, signal?: AbortSignal): Promise<Verdict> {
  try {
    await call();
    return { status: 'allowed', because: 'it was done' };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (isAbsent(error)) return { status: 'allowed', because: 'it was done, and found nothing' };
    if (isDenied(error)) return { status: 'denied', because: wordsOf(error) };
    return { status: 'unknown', because: wordsOf(error) };
  }
}

/** The role or user that policies are attached to: a session of a role is not. */
export function principalOf(callerArn: string): string {
  const session = /^(arn:[\w-]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn);
  return session ? `${session[1]!.replace(/:sts$/, '')}:iam::${session[2]}:role/${session[3]}` : callerArn;
}

type Simulated = ReadonlyMap<string, Verdict>;

async function simulateStatement(
  clients: TuneClients,
  principal: string,
  statement: PolicyDocument['Statement'][number],
  signal?: AbortSignal,
): Promise<[string, Verdict][]> {
  const { Action, Resource } = statement;
  const answer = await clients.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: principal,
      ActionNames: [...Action],
      ResourceArns: typeof Resource === 'string' ? [Resource] : [...Resource],
    }),
    { ...(signal && { abortSignal: signal }) },
  );
  return (answer.EvaluationResults ?? []).map(({ EvalActionName = '', EvalDecision }) => [
    EvalActionName,
    {
      status: EvalDecision === 'allowed' ? 'allowed' : 'denied',
      because: `by IAM's simulation of ${principal}`,
    },
  ]);
}

async function simulate(
  clients: TuneClients,
  policy: PolicyDocument,
  signal?: AbortSignal,
): Promise<{ readonly known: Simulated; readonly because: string }> {
  try {
    const options = { ...(signal && { abortSignal: signal }) };
    const { Arn = '' } = await clients.sts.send(new GetCallerIdentityCommand({}), options);
    const known: [string, Verdict][] = [];
    for (const statement of policy.Statement) {
      known.push(...(await simulateStatement(clients, principalOf(Arn), statement, signal)));
    }
    return { known: new Map(known), because: "IAM's simulation does not say" };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return {
      known: new Map(),
      because: `it was not tried, and IAM does not simulate it (${wordsOf(error)})`,
    };
  }
}

/** Whether a tune of this function would be allowed, action by action. Nothing is invoked or changed. */
export async function checkPermissions(
  clients: TuneClients,
  facts: FunctionFacts,
  request: PolicyRequest,
  signal?: AbortSignal,
): Promise<Permission[]> {
  const policy = requiredPolicy(facts, request);
  const proven = new Map<string, Verdict>();
  for (const [action, call] of probesOf(clients, facts, signal))
    proven.set(action, await probe(call, signal));
  const { because, known } = await simulate(clients, policy, signal);
  const actions = [...new Set(policy.Statement.flatMap(({ Action }) => Action))].sort();
  return actions.map((action) => {
    const verdict = proven.get(action);
    const decided = verdict && verdict.status !== 'unknown' ? verdict : known.get(action);
    return { action, ...(decided ?? verdict ?? { status: 'unknown', because }) };
  });
}
