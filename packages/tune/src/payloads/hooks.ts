import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { TuneClients } from '../invoke/clients.ts';
import { readFunctionError } from '../invoke/read-answer.ts';
import { explain } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';
import { runCommand } from './run-command.ts';

/** Who prepares an invocation, or clears up after it. */
export type Hook =
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'function'; readonly name: string };

/** Outside of what is measured. */
export interface InvocationHooks {
  /** Gets the payload; what it answers, if anything, is sent in its place. */
  readonly before?: Hook;
  /** Gets the payload that was sent. */
  readonly after?: Hook;
}

async function invokeHook(
  clients: TuneClients,
  name: string,
  payload: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const what = `invoking ${name}, which prepares invocations`;
  const command = new InvokeCommand({ FunctionName: name, Payload: payload });
  const send = () => clients.lambda.send(command, { ...(signal && { abortSignal: signal }) });
  const answer = await send().catch((error: unknown) => {
    throw explain(error, what, signal);
  });
  const body = answer.Payload ?? new Uint8Array();
  if (answer.FunctionError === undefined) return body;
  throw new TuneError('failed', `${what} failed: ${readFunctionError(body)}`);
}

const runHook = (clients: TuneClients, hook: Hook, payload: Uint8Array, signal?: AbortSignal) => {
  switch (hook.kind) {
    case 'command':
      return runCommand(hook.words, payload, signal);
    case 'function':
      return invokeHook(clients, hook.name, payload, signal);
    default:
      return hook satisfies never;
  }
};

const isNothing = (answer: Uint8Array) => ['', 'null'].includes(new TextDecoder().decode(answer).trim());

/** The payload to send: what the hook before it answered, else as it was. */
export async function prepareInvocation(
  clients: TuneClients,
  { before }: InvocationHooks,
  payload: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (!before) return payload;
  const answer = await runHook(clients, before, payload, signal);
  return isNothing(answer) ? payload : answer;
}

export async function clearUpInvocation(
  clients: TuneClients,
  { after }: InvocationHooks,
  payload: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  if (after) await runHook(clients, after, payload, signal);
}
