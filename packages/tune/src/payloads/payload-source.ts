/** Where payloads come from, as the user said it. All are JSON texts. */
export type PayloadSource =
  | { readonly kind: 'single'; readonly text: string; readonly description: string }
  | { readonly kind: 'weighted'; readonly choices: readonly WeightedPayload[]; readonly description: string }
  /** `{{uuid}}` and `{{index}}` stand for something else in every invocation. */
  | { readonly kind: 'template'; readonly text: string; readonly description: string }
  /** Lines, files or objects, in turn; `once`: none is sent twice. */
  | {
      readonly kind: 'list';
      readonly texts: AsyncIterable<string> | Iterable<string>;
      readonly once: boolean;
      readonly description: string;
    };

export interface WeightedPayload {
  readonly text: string;
  /** Positive; only their relation counts. */
  readonly weight: number;
}
