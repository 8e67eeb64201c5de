import { TurnFailure } from './turn-failure.ts';
import { TurnLine, type TurnLineOptions } from './turn-line.ts';
import type { Turn, TurnsEnd } from './turn-messages.ts';

/** A process that is ready for its turns. Whoever opened it ends it or disposes of it. */
export interface OpenTurnTaker extends AsyncDisposable {
  /** CPU time of the process so far: its start, its modules, its warm-up. */
  readonly beforeCpuMs: number;
  /** @throws TurnFailure; the process has then gone. */
  turn(): Promise<Turn>;
  /**
   * The process leaves.
   *
   * @throws TurnFailure
   */
  end(): Promise<TurnsEnd>;
}

async function open<Request>(line: TurnLine<Request>, request: Request): Promise<OpenTurnTaker> {
  await line.ask(undefined, 'ready');
  const { beforeCpuMs } = await line.ask({ kind: 'open', request }, 'opened');
  let turns = 0;
  return {
    beforeCpuMs,
    async turn() {
      const turn = turns++;
      const said = await line.ask({ kind: 'turn', turn }, 'turned');
      if (said.turn === turn) return said.work;
      await line.stop();
      throw new TurnFailure(`answered turn ${said.turn} where turn ${turn} was asked for`);
    },
    async end() {
      const { end } = await line.ask({ kind: 'end' }, 'ended');
      await line.left();
      return end;
    },
    [Symbol.asyncDispose]: () => line.stop(),
  };
}

/**
 * Starts a fresh Node process on a module that calls `serveTurns`, and has it do everything that comes before the measured
 * part.
 *
 * @throws TurnFailure with what happened and the last lines of stderr; the signal's reason when aborted. In either case the
 * process has gone.
 */
export async function openTurnTaker<Request>(
  modulePath: string,
  request: Request,
  options: TurnLineOptions,
): Promise<OpenTurnTaker> {
  options.signal?.throwIfAborted();
  return await open(new TurnLine<Request>(modulePath, options), request);
}
