/** Deliveries that are wrong on purpose. `manifest-first`: the manifest learns of a job before its outputs are written. */
export const brokenVariants = ['manifest-first', 'drop-dead-letters'] as const;
export type BrokenVariant = (typeof brokenVariants)[number];
