import type { TuneSample } from '@parquetry/bench/record';
import { type Setting, type Size, settingKey, sizeKey } from '../plan/size.ts';
import type { TuneGap } from '../plan/tune-run.ts';
import { SizeTally, type Verdict } from './judge-size.ts';
import type { TellTune } from './progress.ts';

/** Samples of a size that are still to be taken. */
export interface PendingSamples {
  readonly size: Size;
  readonly samples: number;
}

/** What became of each size so far, which of them need no more samples, and how far the whole is. */
export class SizeBoard {
  readonly #sizes: readonly Size[];
  readonly #tell: TellTune;
  readonly #bySize: ReadonlyMap<string, SizeTally>;
  readonly #bySetting: ReadonlyMap<string, SizeTally>;
  readonly #closed = new Map<string, Verdict>();
  readonly #open = new Map<string, number>();
  readonly #planned: number;
  #done: number;

  /** @param done samples of the plan that an earlier run has. */
  constructor(sizes: readonly Size[], pending: readonly PendingSamples[], done: number, tell: TellTune) {
    this.#sizes = sizes;
    this.#tell = tell;
    const all = [...sizes, ...pending.map(({ size }) => size)];
    this.#bySize = new Map(all.map((size) => [sizeKey(size), new SizeTally()]));
    this.#bySetting = new Map(all.map((size) => [settingKey(size), new SizeTally()]));
    for (const { samples, size } of pending) {
      this.#open.set(sizeKey(size), (this.#open.get(sizeKey(size)) ?? 0) + samples);
    }
    this.#done = done;
    this.#planned = done + pending.reduce((sum, { samples }) => sum + samples, 0);
  }

  /** More samples of it would say nothing new. */
  isClosed(size: Size): boolean {
    return this.#closed.has(sizeKey(size)) || this.#closed.has(settingKey(size));
  }

  /** Of no concurrency of it any sample can be taken. */
  closeSetting(setting: Setting, verdict: Verdict): void {
    this.#close(settingKey(setting), verdict);
  }

  /** Of a setting only what is a finding counts for every concurrency: the rest may come of many at once. */
  add(sample: TuneSample): void {
    const setting = this.#bySetting.get(settingKey(sample))!;
    setting.add(sample);
    const ofSetting = setting.verdict();
    if (ofSetting?.status === 'finding') this.#close(settingKey(sample), ofSetting);
    const size = this.#bySize.get(sizeKey(sample))!;
    size.add(sample);
    const ofSize = size.verdict();
    if (ofSize) this.#close(sizeKey(sample), ofSize);
  }

  /** An event was throttled as often as it may be tried. */
  giveUp(size: Size): void {
    this.#bySize.get(sizeKey(size))!.giveUp();
  }

  /** A sample of the plan was taken, or given up. */
  count(size: Size, spentDollars: number): void {
    this.#done += 1;
    this.#open.set(sizeKey(size), this.#open.get(sizeKey(size))! - 1);
    const isDone = (one: Size) => this.isClosed(one) || (this.#open.get(sizeKey(one)) ?? 0) === 0;
    this.#tell({
      kind: 'sampled',
      samples: this.#done,
      of: this.#planned,
      sizes: this.#sizes.filter(isDone).length,
      ofSizes: this.#sizes.length,
      spentDollars,
    });
  }

  /** Sizes without figures that count, when there will be no more samples. */
  gaps(stoppedBecause: string | null): TuneGap[] {
    return this.#sizes.flatMap((size) => {
      const verdict =
        this.#closed.get(sizeKey(size)) ??
        this.#closed.get(settingKey(size)) ??
        this.#bySize.get(sizeKey(size))!.lastVerdict(stoppedBecause);
      return verdict ? [{ ...size, ...verdict }] : [];
    });
  }

  #close(key: string, verdict: Verdict): void {
    const isOf = (size: Size) => sizeKey(size) === key || settingKey(size) === key;
    const closing = this.#sizes.filter((size) => isOf(size) && !this.isClosed(size));
    this.#closed.set(key, verdict);
    for (const size of closing) this.#tell({ kind: 'size-closed', gap: { ...size, ...verdict } });
  }
}
