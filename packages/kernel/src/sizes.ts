import { PAGE_RECORD_BYTES } from './abi/layout.ts';

/** Sizes of the kernel's buffers. They decide where pages and row groups end, so they are part of what makes the same plan give the same bytes. */
export interface KernelSizes {
  /** Most rows of a batch, and of a page. */
  readonly batchRows: number;
  /** Of each of two windows on the source. */
  readonly windowBytes: number;
  /** In front of a window: the longest unfinished record that is taken along from the window before. */
  readonly carryBytes: number;
  /** Strings of one column in one batch. */
  readonly textBytes: number;
  /** Distinct strings of one column, and as much again for what is known of them. */
  readonly dictionaryBytes: number;
  /** Of each of two arenas for the pages of a row group. */
  readonly arenaBytes: number;
  /** Pages of a row group. */
  readonly pageRecords: number;
  /** Most columns of numbers that have a dictionary. */
  readonly numberDictionaries: number;
  /** For what is larger than all buffers: the texts and pages of a record of any length. Memory that nobody touches costs nothing. */
  readonly spareBytes: number;
}

export interface SizeQuestion {
  /** What all buffers together should stay below, about. */
  readonly memoryBytes: number;
  readonly columns: number;
  readonly stringColumns: number;
  /** Of the source, uncompressed, where known: small files get small buffers. */
  readonly sourceBytes?: number | undefined;
}

const KIB = 1 << 10;
const MIB = 1 << 20;
/** With more, nothing gets faster: tables of a thousand columns stay as small in memory as others. */
const MOST_MEMORY_BYTES = 100 * MIB;
/** Enough rows for a good page, few enough for the second-level cache. */
const MOST_BATCH_ROWS = 16_384;
const FEWEST_BATCH_ROWS = 64;
/** Eight bytes of value and one of validity. */
const CELL_BYTES = 9;

/** Of one column in a row group. */
const MOST_PAGES = 66;
const MOST_RECORD_BYTES = 8 * MIB;
/** What a dictionary of numbers touches of its memory, about. */
const NUMBER_DICTIONARY_BYTES = 400 * KIB;
const SPARE_BYTES = 1 << 30;
/** In front of a string, and beside it in a dictionary. */
const LENGTH_BYTES = 4;
const ENTRY_BYTES = 32;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, Math.floor(value)));
const upTo = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;

/**
 * Shares memory out. Arenas get most of it, since larger row groups need fewer dictionaries; batches so much that their
 * pages are worth their headers.
 */
export function shareMemory(question: SizeQuestion): KernelSizes {
  const { columns, stringColumns, sourceBytes = Number.POSITIVE_INFINITY } = question;
  const memoryBytes = Math.min(question.memoryBytes, MOST_MEMORY_BYTES);
  const cells = clamp(memoryBytes / 16, MIB, 16 * MIB) / CELL_BYTES;
  // Every field has a byte at least, the separator behind it.
  const mostRows = Math.min(cells, sourceBytes) / columns;
  const batchRows = upTo(clamp(mostRows, FEWEST_BATCH_ROWS, MOST_BATCH_ROWS) - 63, 64);
  const strings = Math.max(1, stringColumns);
  const windowBytes = clamp(Math.min(memoryBytes / 64, sourceBytes + KIB), 16 * KIB, MIB);
  // Encoded, a batch is about as large as its cells: row groups hold a few of them at least.
  const leastArena = 2 * batchRows * columns * CELL_BYTES + columns * 4 * KIB;
  const wantedArena = Math.max(leastArena, clamp(memoryBytes / 5, 2 * MIB, 24 * MIB));
  const arenaBytes = upTo(Math.min(wantedArena, leastArena + 2 * sourceBytes), 4 * KIB);
  const textBytes = clamp(memoryBytes / 8 / strings, KIB, 2 * MIB);
  const dictionaryBytes = clamp(memoryBytes / 8 / strings, KIB, MIB);
  return {
    batchRows,
    windowBytes,
    carryBytes: clamp(windowBytes / 4, 16 * KIB, 256 * KIB),
    textBytes: Math.min(textBytes, sourceBytes + LENGTH_BYTES * batchRows),
    dictionaryBytes: Math.min(dictionaryBytes, sourceBytes + ENTRY_BYTES * batchRows),
    arenaBytes,
    pageRecords: columns * (1 + clamp(MOST_RECORD_BYTES / PAGE_RECORD_BYTES / columns, 4, MOST_PAGES)),
    numberDictionaries: Math.floor(memoryBytes / 5 / NUMBER_DICTIONARY_BYTES),
    spareBytes: Math.min(SPARE_BYTES, 4 * MIB + 16 * sourceBytes),
  };
}
