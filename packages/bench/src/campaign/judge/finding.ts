import { z } from 'zod';

const MOST_NAMED = 5;

/** Something that should not be: how often, and the first of them by name. */
export const finding = z.strictObject({ count: z.number().int(), first: z.array(z.string()) });
export type Finding = z.infer<typeof finding>;

export class Findings {
  #count = 0;
  readonly #first: string[] = [];

  add(text: string): void {
    this.#count += 1;
    if (this.#first.length < MOST_NAMED) this.#first.push(text);
  }

  found(atLeast = 0): Finding {
    return { count: Math.max(this.#count, atLeast), first: this.#first };
  }
}
