import type { DeliveryRun } from '../campaign-record.ts';
import type { KillOrder, KillStep } from '../kills/kill-steps.ts';
import type { DeliveryAccount } from './black-box.ts';
import type { DeliveryOrder } from './delivery-order.ts';
import { type DeliveryEnd, type RunOptions, runDelivery } from './run-delivery.ts';

export interface DeliveriesOptions extends Omit<RunOptions, 'onNews'> {
  /** What all processes have in common. */
  readonly order: Omit<DeliveryOrder, 'work' | 'kill'>;
  /** `delivered`: sources, each counted once. */
  readonly onNews: (delivered: number, work: DeliveryOrder['work'], kill: KillStep | undefined) => void;
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Processes that deliver one lake, one after the other, and what they have done together. */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #delivered = new Set<string>();
  readonly #runs: DeliveryRun[] = [];
  readonly #faults: Record<string, number> = {};

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  get runs(): readonly DeliveryRun[] {
    return this.#runs;
  }

  /** By name, of all processes. */
  get faults(): Readonly<Record<string, number>> {
    return this.#faults;
  }

  /** Sources that were converted, each counted once. */
  get delivered(): number {
    return this.#delivered.size;
  }

  isDelivered(key: string): boolean {
    return this.#delivered.has(key);
  }

  /** @throws the signal's reason when aborted, once the process is gone. */
  async run(work: DeliveryOrder['work'], kill?: KillOrder): Promise<DeliveryEnd> {
    const { order, onNews } = this.#options;
    const { network } = order;
    const startedAt = performance.now();
    onNews(this.delivered, work, kill?.step);
    const end = await runDelivery(
      // Each process has its own chances: else each of them would fail of the same at first.
      { ...order, work, kill, network: { ...network, seed: network.seed + this.#runs.length * 10_000 } },
      {
        ...this.#options,
        onNews: ({ converted }) => onNews(this.delivered + converted, work, kill?.step),
      },
    );
    this.#keep(work, end, performance.now() - startedAt);
    return end;
  }

  #keep(work: DeliveryOrder['work'], end: DeliveryEnd, elapsedMs: number): void {
    const { account } = end;
    const before = this.delivered;
    for (const key of account.converted) this.#delivered.add(key);
    this.#addFaults(account);
    const converted = this.delivered - before;
    this.#runs.push({
      work,
      end: end.status,
      step: end.status === 'killed' ? (account.death?.step ?? null) : null,
      error: end.status === 'failed' ? end.error : null,
      converted,
      again: account.converted.length - converted,
      failed: account.failed.length,
      jobsRetried: account.jobsRetried,
      requests: account.requests,
      faults: sum(account.injected),
      elapsedMs,
    });
  }

  #addFaults({ injected }: DeliveryAccount): void {
    for (const [name, count] of Object.entries(injected)) {
      this.#faults[name] = (this.#faults[name] ?? 0) + count;
    }
  }
}
