import type { BatchClock } from '../batch/batch-clock.ts';
import type { MessageQueue, QueueMessage } from '../events/queue/message-queue.ts';
import { QueueError } from '../events/queue/queue-error.ts';
import { mergeLetters } from './dead-letter.ts';
import { type DeadLetters, entryId, type LetterEntry } from './dead-letters.ts';
import { lettersOfMessage } from './letters-of-message.ts';
import { trimLetter } from './trim-letter.ts';

/** What every queue takes; https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const DEFAULT_MOST_BYTES = 256 << 10;
const DEFAULT_HIDDEN_SECONDS = 30;
const DEFAULT_MOST_MESSAGES = 1_000;
const DEFAULT_WAIT_SECONDS = 1;

export interface QueuedLettersOptions {
  readonly queue: MessageQueue;
  readonly clock: BatchClock;
  readonly mostBytes?: number;
  /** For so long messages are out of everybody's sight while they are looked at, or tried again. */
  readonly hiddenSeconds?: number;
  /** For the next messages. Without waiting AWS asks some of its servers only, and misses messages. */
  readonly waitSeconds?: number;
  /** So many messages are looked at, at most. */
  readonly mostMessages?: number;
}

/** A message in our hands and the entries it stands for that are not removed yet. */
interface Held {
  readonly message: QueueMessage;
  readonly ids: Set<string>;
}

interface Hand {
  readonly entries: Map<string, LetterEntry>;
  readonly held: readonly Held[];
  readonly until: number;
}

function merged(known: LetterEntry | undefined, entry: LetterEntry): LetterEntry {
  if (known?.status !== 'letter' || entry.status !== 'letter') return entry;
  return { status: 'letter', letter: mergeLetters(known.letter, entry.letter) };
}

class QueuedDeadLetters implements DeadLetters {
  readonly #options: Required<QueuedLettersOptions>;
  readonly #hands = new Set<Hand>();

  constructor(options: QueuedLettersOptions) {
    this.#options = {
      mostBytes: DEFAULT_MOST_BYTES,
      hiddenSeconds: DEFAULT_HIDDEN_SECONDS,
      waitSeconds: DEFAULT_WAIT_SECONDS,
      mostMessages: DEFAULT_MOST_MESSAGES,
      ...options,
    };
  }

  async put(letter: Parameters<DeadLetters['put']>[0], signal?: AbortSignal): Promise<void> {
    const { queue, mostBytes } = this.#options;
    await queue.send(trimLetter(letter, mostBytes), letter.id, signal);
    // What it replaces, as far as it is at hand; of another one it is told by the next list.
    for (const hand of this.#hands) await this.#drop(hand, letter.id, signal);
  }

  async *list(signal?: AbortSignal): AsyncGenerator<LetterEntry> {
    const hand = await this.#take(signal);
    try {
      yield* hand.entries.values();
    } finally {
      await this.#giveBack(hand);
    }
  }

  async get(id: string, signal?: AbortSignal): Promise<LetterEntry | undefined> {
    const hand = await this.#take(signal);
    await this.#giveBack(hand);
    return hand.entries.get(id);
  }

  async remove(id: string, signal?: AbortSignal): Promise<void> {
    for (const hand of this.#hands) if (await this.#drop(hand, id, signal)) return;
    const hand = await this.#take(signal);
    try {
      await this.#drop(hand, id, signal);
    } finally {
      await this.#giveBack(hand);
    }
  }

  async count(signal?: AbortSignal) {
    return { letters: await this.#options.queue.count(signal), isExact: false };
  }

  /** Receives what there is, so that nobody else gets it. */
  async #take(signal?: AbortSignal): Promise<Hand> {
    const { queue, clock, hiddenSeconds, waitSeconds, mostMessages } = this.#options;
    const until = clock.now() + hiddenSeconds * 1000;
    const held = new Map<string, Held>();
    const entries = new Map<string, LetterEntry>();
    const hand = { entries, held: [], until };
    try {
      while (held.size < mostMessages) {
        const messages = await queue.receive({ waitSeconds, hiddenSeconds }, signal);
        const isNew = messages.some(({ messageId }) => !held.has(messageId));
        for (const message of messages) {
          const found = lettersOfMessage(message);
          held.set(message.messageId, { message, ids: new Set(found.map(entryId)) });
          for (const entry of found) entries.set(entryId(entry), merged(entries.get(entryId(entry)), entry));
        }
        if (!isNew) break;
      }
    } catch (error) {
      await this.#giveBack({ ...hand, held: [...held.values()] });
      throw error;
    }
    const taken: Hand = { ...hand, held: [...held.values()] };
    this.#hands.add(taken);
    return taken;
  }

  /** Deletes the messages that stand for nothing but this entry. False: it is not in this hand (any more). */
  async #drop(hand: Hand, id: string, signal?: AbortSignal): Promise<boolean> {
    if (this.#options.clock.now() >= hand.until) return false;
    const holding = hand.held.filter(({ ids }) => ids.delete(id));
    const empty = holding.filter(({ ids }) => ids.size === 0).map(({ message }) => message);
    const left = empty.length === 0 ? [] : await this.#options.queue.remove(empty, signal);
    if (left.length > 0) {
      const text = `${this.#options.queue.url}: the queue refused to delete the letter ${id}; try again`;
      throw new QueueError(text, { code: 'NotDeleted', retryable: true });
    }
    return holding.length > 0;
  }

  async #giveBack(hand: Hand): Promise<void> {
    this.#hands.delete(hand);
    const messages = hand.held.filter(({ ids }) => ids.size > 0).map(({ message }) => message);
    // They come back by themselves when the time is over.
    await this.#options.queue.hide(messages, 0).catch(() => {});
  }
}

/**
 * Dead letters as messages of a queue. A queue shows its messages only by handing them out, so looking at them hides them
 * from others for a while; it tells about how many there are; and it keeps several letters of a job until they are looked
 * at. Events that the queue's own redrive policy moved there are letters as well.
 */
export const queuedDeadLetters = (options: QueuedLettersOptions): DeadLetters =>
  new QueuedDeadLetters(options);
