import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { abortedBodyError } from './fault-answers.ts';

interface Cut {
  readonly atByte: number;
  readonly how: 'reset' | 'end';
  readonly onCut: () => void;
}

class FirstBytes extends Transform {
  readonly #cut: Cut;
  #left: number;
  #isCut = false;

  constructor(cut: Cut) {
    // More is asked for once everything has been read: an error before that would take bytes with it.
    super({ readableHighWaterMark: 1 });
    this.#cut = cut;
    this.#left = cut.atByte;
    this.once('end', () => this.destroy());
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (chunk.length <= this.#left) {
      this.#left -= chunk.length;
      done(null, chunk);
      return;
    }
    this.#isCut = true;
    this.#cut.onCut();
    if (this.#left > 0) this.push(chunk.subarray(0, this.#left));
    else this.#stop();
  }

  override _read(size: number): void {
    if (this.#isCut) this.#stop();
    else super._read(size);
  }

  #stop(): void {
    process.nextTick(() => {
      if (this.#cut.how === 'reset') this.destroy(abortedBodyError());
      else this.push(null);
    });
  }
}

/** The first bytes of a body, whose source is destroyed then; one that is no longer stays whole. */
export function cutBody(source: Readable, cut: Cut): Readable {
  // Both streams carry the error to whoever listens.
  return pipeline(source, new FirstBytes(cut), () => {});
}
