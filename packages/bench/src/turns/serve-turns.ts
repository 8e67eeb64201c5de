import { ownPeakRss } from '../sampling/peak-rss.ts';
import { processFingerprint } from './process-fingerprint.ts';
import type { FromTaker, ToTaker, Turn } from './turn-messages.ts';
import type { TurnTaker } from './turn-taker.ts';

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));

const cpuMsOf = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;

async function takeTurn<Request>(taker: TurnTaker<Request>, turn: number): Promise<Turn> {
  const label = `turn-${turn}`;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const work = await taker.turn(label);
  const wallMs = performance.now() - startedAt;
  const cpuMs = cpuMsOf(process.cpuUsage(cpuBefore));
  await taker.clear(label);
  return { ...work, cpuMs, wallMs };
}

async function answer<Request>(
  taker: TurnTaker<Request>,
  asked: ToTaker<Request>,
  harnessSha256: string,
): Promise<FromTaker> {
  switch (asked.kind) {
    case 'open':
      await taker.open(asked.request);
      return { kind: 'opened', beforeCpuMs: cpuMsOf(process.cpuUsage()) };
    case 'turn':
      return { kind: 'turned', turn: asked.turn, work: await takeTurn(taker, asked.turn) };
    case 'end': {
      const peakRssBytes = ownPeakRss();
      const fingerprint = processFingerprint(harnessSha256);
      return { kind: 'ended', end: { peakRssBytes, counters: await taker.end(), fingerprint } };
    }
    default:
      return asked satisfies never;
  }
}

/**
 * The child's side of {@link openTurnTaker}: says that it is ready, then does what it is asked, one thing at a time, and
 * leaves after `end`, after a failure, or when its parent goes away.
 *
 * @param harnessSha256 of the sources around the taker, told in the fingerprint.
 */
export function serveTurns<Request>(
  taker: TurnTaker<Request>,
  { harnessSha256 }: { readonly harnessSha256: string },
): void {
  const send = (message: FromTaker, sent = () => {}) => process.send?.(message, sent);
  // Leaving at once: whatever an engine left running must not keep a measured process alive.
  const sendLast = (message: FromTaker) => send(message, () => process.exit(0));

  process.once('disconnect', () => process.exit(1));
  process.on('message', async (asked: ToTaker<Request>) => {
    try {
      const said = await answer(taker, asked, harnessSha256);
      if (said.kind === 'ended') sendLast(said);
      else send(said);
    } catch (error) {
      sendLast({ kind: 'failed', error: describe(error) });
    }
  });
  send({ kind: 'ready' });
}
