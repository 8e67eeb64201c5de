import type { Observe } from './delivery-event.ts';

/** Tells each of them every event, in their order. */
export const tellAll =
  (...observers: readonly Observe[]): Observe =>
  (event) => {
    for (const observe of observers) observe(event);
  };
