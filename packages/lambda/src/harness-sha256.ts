/** Filled in where a bundle is built. */
declare const HARNESS_SHA256: string | undefined;

/** Of the sources around what is measured, as they went into this bundle; `source` where they run as they are. */
export const harnessSha256: string = typeof HARNESS_SHA256 === 'string' ? HARNESS_SHA256 : 'source';
