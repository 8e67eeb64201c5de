/** What the parent sends. */
export interface NumberedCall<Call> {
  readonly id: number;
  readonly call: Call;
}

/** What the server's process sends. */
export type ChildMessage<Event> =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'not-started'; readonly error: string }
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly error: string };
