import {
  type ClientPlace,
  createTuneClients,
  describeFunction,
  destroyTuneClients,
  type FunctionFacts,
  isOnThisMachine,
  type PayloadSource,
  type TuneClients,
  type TuneRequest,
} from '@parquetry/tune';
import { startProgress } from '../../terminal/progress.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { functionPlace } from './function-place.ts';
import { openLocalPlace } from './local-place.ts';
import { filesOf, readPayload } from './read-payload.ts';
import { LOCAL_PREFIX, type TuneOptions } from './tune-options.ts';

/** Where a function is, with all that is needed to tune it. */
export interface TunePlace extends AsyncDisposable {
  readonly place: TuneRequest['place'];
  readonly clients: TuneClients;
  /** As Lambda knows it there. */
  readonly target: string;
  readonly facts: FunctionFacts;
  readonly source: PayloadSource;
}

const clientsFor = (place: ClientPlace, { concurrency }: TuneOptions): TuneClients =>
  createTuneClients({ ...place, invocationsAtOnce: Math.max(...concurrency) });

async function openHere(target: string, options: TuneOptions, terminal: Terminal): Promise<TunePlace> {
  const { signal } = terminal;
  using progress = startProgress(
    terminal,
    1,
    'building the function, starting S3 and Lambda on this machine',
  );
  await using stack = new AsyncDisposableStack();
  const functionName = target.slice(LOCAL_PREFIX.length);
  const files = await filesOf(options, terminal);
  const local = stack.use(await openLocalPlace({ functionName, files, seed: options.seed, signal }));
  const clients = stack.adopt(clientsFor(local.clients, options), destroyTuneClients);
  const facts = await describeFunction(clients, functionName, signal);
  progress[Symbol.dispose]();
  const opened = stack.move();
  return {
    place: 'local',
    clients,
    target: functionName,
    facts,
    source: local.payloads,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

async function openThere(target: string, options: TuneOptions, terminal: Terminal): Promise<TunePlace> {
  await using stack = new AsyncDisposableStack();
  const clients = stack.adopt(clientsFor(functionPlace(target, options), options), destroyTuneClients);
  const facts = await describeFunction(clients, target, terminal.signal);
  const source = await readPayload(facts, options, terminal);
  const isHere = await isOnThisMachine(clients);
  const opened = stack.move();
  return {
    place: isHere ? 'local' : 'aws',
    clients,
    target,
    facts,
    source,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** Finds the function, or starts the one of this machine. */
export const openPlace = (target: string, options: TuneOptions, terminal: Terminal): Promise<TunePlace> =>
  target.startsWith(LOCAL_PREFIX)
    ? openHere(target, options, terminal)
    : openThere(target, options, terminal);
