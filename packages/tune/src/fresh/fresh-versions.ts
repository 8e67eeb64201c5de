import { createHash } from 'node:crypto';
import type { TuneClients } from '../invoke/clients.ts';
import { type Clock, isoTime } from '../invoke/clock.ts';
import type { FunctionFacts } from '../invoke/describe-function.ts';
import { wordsOf } from '../invoke/service-error.ts';
import type { Setting } from '../plan/size.ts';
import { TuneError } from '../plan/tune-error.ts';
import { undoRun } from '../versions/clean-up.ts';
import type { ControlPlane } from '../versions/control-plane.ts';
import { type Journal, openJournal } from '../versions/journal.ts';
import { renewLock, takeLock } from '../versions/lock.ts';
import { publishOrder } from '../versions/publish-order.ts';
import { publishVersions } from '../versions/publish-versions.ts';
import { restoreLatest } from '../versions/restore-latest.ts';
import type { LockMark } from '../versions/run-mark.ts';

export interface FreshRequest {
  /** On all that is made: letters, digits and hyphens. */
  readonly runId: string;
  readonly facts: FunctionFacts;
  /** How many environments of each memory size are needed, about. */
  readonly needed: ReadonlyMap<number, number>;
  /** For the journal. */
  readonly directory: string;
}

export interface FreshDependencies {
  readonly clients: TuneClients;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onPublished: (done: number, of: number) => void;
}

/** Versions that were never invoked: the first invocation of each starts an environment, which no other one meets. */
export interface FreshVersions {
  /** One that nobody was given before. */
  take(memoryMb: number): Promise<string>;
  /** Gives `$LATEST` back and deletes every version. @returns what is left in the account, in words; empty as a rule. */
  close(): Promise<string[]>;
}

const RENEW_AFTER_MS = 15 * 60_000;

const setting = (memoryMb: number): Setting => ({ memoryMb, engine: null });

class OpenFreshVersions implements FreshVersions {
  readonly #request: FreshRequest;
  readonly #dependencies: FreshDependencies;
  readonly #journal: Journal;
  readonly #mark: LockMark;
  readonly #unused = new Map<number, string[]>();
  #lastPublished: Setting;
  #renewedMs: number;
  #published = 0;
  /** `$LATEST` can be set to one size at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(request: FreshRequest, dependencies: FreshDependencies, journal: Journal) {
    const { facts, needed, runId } = request;
    const atMs = dependencies.clock.nowMs();
    const { memoryMb } = facts;
    this.#request = request;
    this.#dependencies = dependencies;
    this.#journal = journal;
    const tried = { triedMemoryMb: [...needed.keys()], triedEngines: [] };
    this.#mark = { runId, atMs, memoryMb, engine: undefined, ...tried };
    this.#renewedMs = atMs;
    this.#lastPublished = setting(memoryMb);
  }

  async open(): Promise<void> {
    await this.#journal.write({ event: 'locking', alias: 'parquetry-tune' });
    await takeLock(this.#plane, this.#request.facts.name, this.#mark);
    await this.#publish(this.#request.needed);
  }

  async take(memoryMb: number): Promise<string> {
    await this.#keepLock();
    const taken = this.#turn.then(async () => {
      if (this.#of(memoryMb).length === 0) await this.#publish(new Map([[memoryMb, 1]]));
      return this.#of(memoryMb).shift()!;
    });
    this.#turn = taken.catch(() => {});
    return await taken;
  }

  async close(): Promise<string[]> {
    const { facts, runId } = this.#request;
    // Called off or not, this has to be done.
    const plane = { ...this.#plane, signal: undefined };
    const undone = await undoRun(plane, facts.name, runId).catch((error: unknown) => ({
      versions: [],
      left: [`${facts.name} could not be cleaned up (${wordsOf(error)})`],
    }));
    const { left, versions } = undone;
    await this.#journal.write({ event: 'cleaned', versions, left });
    if (left.length === 0) await this.#journal.write({ event: 'finished' });
    return left.map((what) => `${what}: parquetry tune cleanup ${facts.name} --run ${runId}`);
  }

  get #plane(): ControlPlane {
    const { clients, clock, signal } = this.#dependencies;
    return { lambda: clients.lambda, clock, signal };
  }

  #of(memoryMb: number): string[] {
    const unused = this.#unused.get(memoryMb) ?? [];
    this.#unused.set(memoryMb, unused);
    return unused;
  }

  /** Publishes so many of each size, and gives `$LATEST` back at once. */
  async #publish(counts: ReadonlyMap<number, number>): Promise<void> {
    const { facts, runId } = this.#request;
    const sizes = [...counts.keys()].map(setting);
    const moreOf = ({ memoryMb }: Setting) => counts.get(memoryMb)! - 1;
    const order = publishOrder(sizes, moreOf, this.#lastPublished);
    const before = this.#published;
    const published = await publishVersions(this.#plane, order, {
      name: facts.name,
      runId,
      original: { memoryMb: facts.memoryMb, engine: undefined },
      codeSha256: facts.codeSha256,
      journal: this.#journal,
      onPublished: async (done) => this.#dependencies.onPublished(before + done, before + order.length),
    });
    this.#published += published.length;
    this.#lastPublished = setting(published.at(-1)!.memoryMb);
    for (const { memoryMb, use, version } of published) {
      if (use !== 'spacer') this.#of(memoryMb).push(version);
    }
    await restoreLatest(this.#plane, facts.name, this.#mark);
    await this.#journal.write({ event: 'restored' });
  }

  async #keepLock(): Promise<void> {
    const nowMs = this.#dependencies.clock.nowMs();
    if (nowMs - this.#renewedMs < RENEW_AFTER_MS) return;
    this.#renewedMs = nowMs;
    await renewLock(this.#plane, this.#request.facts.name, this.#mark);
  }
}

function requireLatest({ codeSha256, latestCodeSha256, name, qualifier }: FunctionFacts): void {
  if (codeSha256 === latestCodeSha256) return;
  throw new TuneError(
    'refused',
    `${name}:${qualifier} has other code than $LATEST, on which sizes are set: name ${name} alone`,
  );
}

const planSha256 = ({ facts, needed }: FreshRequest) =>
  createHash('sha256')
    .update(JSON.stringify([facts.arn, facts.codeSha256, ...needed]))
    .digest('hex');

/** How many versions are published for so many environments, those included that only keep two of one size apart. */
export const versionsFor = (needed: FreshRequest['needed'], { memoryMb }: FunctionFacts): number =>
  publishOrder([...needed.keys()].map(setting), (size) => needed.get(size.memoryMb)! - 1, setting(memoryMb))
    .length;

/**
 * Takes the lock of a function and publishes a version for every environment that is needed; `$LATEST` is as it was when
 * this returns.
 *
 * @throws TuneError where it is refused, locked, not allowed or fails; by then nothing is left, or the message says what is.
 */
export async function openFreshVersions(
  request: FreshRequest,
  dependencies: FreshDependencies,
): Promise<FreshVersions> {
  const { directory, facts, runId } = request;
  requireLatest(facts);
  const journal = await openJournal(directory, runId, () => isoTime(dependencies.clock.nowMs()));
  await journal.write({
    event: 'began',
    runId,
    function: facts.arn,
    region: facts.region,
    memoryMb: facts.memoryMb,
    engine: facts.engine,
    isCopy: false,
    planSha256: planSha256(request),
  });
  const versions = new OpenFreshVersions(request, dependencies, journal);
  try {
    await versions.open();
    return versions;
  } catch (error) {
    await journal.write({ event: 'failed', because: wordsOf(error) });
    const left = await versions.close();
    if (left.length === 0) throw error;
    throw new TuneError('left-behind', `${wordsOf(error)}; left behind: ${left.join('; ')}`, {
      cause: error,
    });
  }
}
