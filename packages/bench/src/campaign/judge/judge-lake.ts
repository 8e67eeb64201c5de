import { displayRef, type ObjectStat, type ObjectStore, type OpenUpload } from '@parquetry/core';
import { inLanes } from '../../run/in-lanes.ts';
import { outputKeys, type StoredSource, stateOf } from '../sources/lake.ts';
import { ROWS_APART } from '../sources/plan-sources.ts';
import { Findings } from './finding.ts';
import { judgeSource, type SourceJudging, type SourceRuling } from './judge-source.ts';
import type { Judgement } from './judgement.ts';
import { readIds } from './read-ids.ts';
import { type Reason, readLetter } from './read-letter.ts';

export interface LakeJudging extends SourceJudging {
  /** As they were put there. */
  readonly sources: readonly StoredSource[];
  readonly listUploads: (bucket: string, prefix: string) => AsyncIterable<OpenUpload>;
  /** As the server counted them. */
  readonly uploads: { readonly created: number; readonly completed: number; readonly aborted: number };
}

const LANES = 4;

type Objects = ReadonlyMap<string, ObjectStat>;

async function listed(store: ObjectStore, bucket: string, prefix: string): Promise<Objects> {
  const found = new Map<string, ObjectStat>();
  for await (const stat of store.list(bucket, prefix)) found.set(stat.ref.key, stat);
  return found;
}

class LakeJudge {
  readonly #judging: LakeJudging;
  readonly #found = {
    lost: new Findings(),
    doubled: new Findings(),
    wrong: new Findings(),
    stray: new Findings(),
    changed: new Findings(),
  };
  readonly #letters = new Map<string, Reason>();
  readonly #reasons = new Map<string, Judgement['deadLettered'][number]>();
  #verifiedBy: Readonly<Record<string, string>> = {};
  #delivered = 0;
  #rows = 0;

  constructor(judging: LakeJudging) {
    this.#judging = judging;
  }

  async judge(): Promise<Judgement> {
    const { store, lake, sources } = this.#judging;
    await this.#judgeSources();
    const found = await listed(store, lake.to.bucket, lake.to.prefix);
    const isState = (key: string) => key.startsWith(stateOf(lake));
    const outputs = new Map([...found].filter(([key]) => !isState(key)));
    await this.#readLetters([...found.values()]);
    await this.#judgeStrays(outputs);
    await inLanes(LANES, sources, (source) => this.#judgeSource(source, outputs));
    return {
      offered: sources.length,
      delivered: this.#delivered,
      deadLettered: [...this.#reasons.values()].sort((a, b) => b.letters - a.letters),
      rows: this.#rows,
      outputBytes: [...outputs.values()].reduce((sum, { bytes }) => sum + bytes, 0),
      verifiedBy: { ...this.#verifiedBy },
      lost: this.#found.lost.found(),
      doubled: this.#found.doubled.found(),
      wrong: this.#found.wrong.found(),
      stray: this.#found.stray.found(),
      leaked: await this.#judgeUploads(),
      changed: this.#found.changed.found(),
    };
  }

  async #judgeSources(): Promise<void> {
    const { store, lake, sources } = this.#judging;
    const { bucket, prefix } = lake.from;
    const found = await listed(store, bucket, prefix);
    const known = new Set(sources.map(({ key }) => prefix + key));
    for (const { key, etag } of sources) {
      const there = found.get(prefix + key);
      const name = displayRef({ bucket, key: prefix + key });
      if (there === undefined) this.#found.changed.add(`${name} is gone`);
      else if (there.etag !== etag) this.#found.changed.add(`${name} was ${etag}, is ${there.etag}`);
    }
    for (const key of found.keys()) {
      if (!known.has(key)) this.#found.changed.add(`${displayRef({ bucket, key })} was not there`);
    }
  }

  async #readLetters(found: readonly ObjectStat[]): Promise<void> {
    const { store, lake, signal, sources } = this.#judging;
    const known = new Set(sources.map(({ key }) => lake.from.prefix + key));
    const letters = found.filter(({ ref }) => ref.key.startsWith(`${stateOf(lake)}dead-letters/`));
    await inLanes(LANES, letters, async ({ ref }) => {
      const letter = await readLetter(store, ref, signal);
      if ('because' in letter) this.#found.stray.add(`${displayRef(ref)} tells of no job: ${letter.because}`);
      else if (!known.has(letter.key))
        this.#found.stray.add(`${displayRef(ref)} is of ${letter.key}, which is no source`);
      else this.#letters.set(letter.key, letter.reason);
    });
  }

  /** What lies among the outputs and is none; one that holds rows of a source doubles them. */
  async #judgeStrays(outputs: Objects): Promise<void> {
    const { store, lake, signal, sources } = this.#judging;
    const expected = new Set(sources.flatMap(({ key }) => outputKeys(lake, key)));
    for (const { ref } of outputs.values()) {
      if (expected.has(ref.key)) continue;
      const [first] = await readIds(store, ref, signal).catch(() => []);
      const source = first === undefined ? undefined : sources[Number(first / BigInt(ROWS_APART))];
      if (source === undefined) this.#found.stray.add(`${displayRef(ref)} is no output`);
      else this.#found.doubled.add(`${displayRef(ref)} holds rows of ${source.key} once more`);
    }
  }

  async #judgeSource(source: StoredSource, outputs: Objects): Promise<void> {
    const { lake } = this.#judging;
    const keys = outputKeys(lake, source.key);
    const missing = keys.filter((key) => !outputs.has(key));
    const reason = this.#letters.get(lake.from.prefix + source.key);
    if (reason) this.#count(reason);
    if (missing.length > 0 && !reason) {
      this.#found.lost.add(`${source.key}: there is no ${missing.join(', no ')}, and no dead letter`);
    }
    if (missing.length === keys.length) return;
    const ruling = await judgeSource(this.#judging, source, (key) => outputs.has(key));
    if (ruling.status !== 'equal') this.#found[ruling.status].add(`${source.key}: ${ruling.because}`);
    else if (missing.length === 0 && reason) {
      this.#found.doubled.add(`${source.key} was delivered, and is a dead letter: ${reason.message}`);
    } else if (missing.length === 0) this.#deliver(ruling);
  }

  #deliver({ rows, verifiedBy }: Extract<SourceRuling, { status: 'equal' }>): void {
    this.#delivered += 1;
    this.#rows += rows;
    this.#verifiedBy = { ...this.#verifiedBy, ...verifiedBy };
  }

  #count({ kind, code, message }: Reason): void {
    const name = `${kind} ${code}`;
    const counted = this.#reasons.get(name) ?? { kind, code, letters: 0, first: message };
    this.#reasons.set(name, { ...counted, letters: counted.letters + 1 });
  }

  /** By what the server counted, and by what it lists. */
  async #judgeUploads() {
    const { lake, listUploads, uploads } = this.#judging;
    const leaked = new Findings();
    for await (const { ref, uploadId } of listUploads(lake.to.bucket, lake.to.prefix)) {
      leaked.add(`upload ${uploadId} of ${displayRef(ref)} is open`);
    }
    return leaked.found(uploads.created - uploads.completed - uploads.aborted);
  }
}

/**
 * Looks at everything there is, and holds it against what was put there: nobody is asked who had a part in it.
 *
 * @throws StoreError where the store cannot be read.
 */
export const judgeLake = (judging: LakeJudging): Promise<Judgement> => new LakeJudge(judging).judge();
