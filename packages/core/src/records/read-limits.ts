/** What a record may be at most; a larger one is a bad row, a wider header is refused. */
export interface ReadLimits {
  readonly recordBytes: number;
  readonly fieldBytes: number;
  readonly columns: number;
}

export const DEFAULT_READ_LIMITS: ReadLimits = {
  recordBytes: 64 << 20,
  fieldBytes: 64 << 20,
  columns: 1 << 16,
};
