/** The kernel broke: what was being made is lost, and the instance must not be used again. */
export class KernelError extends Error {
  constructor(cause: unknown) {
    super(`the kernel broke: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'KernelError';
  }
}

/** What the kernel has been given does not fit its memory, which does not grow. */
export class KernelMemoryError extends Error {
  readonly bytes: number | undefined;

  /** `bytes`: what was asked for, where that is known. */
  constructor(bytes?: number) {
    super(bytes === undefined ? 'no memory for a row' : `no memory for ${bytes} bytes`);
    this.name = 'KernelMemoryError';
    this.bytes = bytes;
  }
}
