/** What is varied: one cell of the table of figures. */
export interface Size {
  readonly memoryMb: number;
  /** Of ours; null for a function of somebody else's. */
  readonly engine: string | null;
  /** Events at once. */
  readonly concurrency: number;
}

/** What a published version holds of a size: its concurrency is nothing of the function's. */
export type Setting = Omit<Size, 'concurrency'>;

export const settingKey = ({ engine, memoryMb }: Setting): string =>
  `${memoryMb} MB${engine === null ? '' : ` ${engine}`}`;

export const sizeKey = (size: Size): string => `${settingKey(size)} ×${size.concurrency}`;

/** Every engine at every memory size. */
export function settingsOf(memoryMb: readonly number[], engines: readonly string[]): Setting[] {
  const each: readonly (string | null)[] = engines.length === 0 ? [null] : engines;
  return memoryMb.flatMap((memory) => each.map((engine) => ({ memoryMb: memory, engine })));
}

export const sizesOf = (settings: readonly Setting[], concurrency: readonly number[]): Size[] =>
  settings.flatMap((setting) => concurrency.map((atOnce) => ({ ...setting, concurrency: atOnce })));
