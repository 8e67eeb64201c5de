import { generateText, type TextRequest } from './generate-text.ts';
import type { TextFormat } from './line-writers.ts';
import { deriveSeed } from './random.ts';
import type { RecipeName } from './recipes.ts';

const INDEX_DIGITS = 4;

export type FilesRequest = {
  readonly recipe: RecipeName;
  /** CSV by default. */
  readonly format?: TextFormat | undefined;
  /** A safe integer. */
  readonly seed: number;
  readonly files: number;
} & ({ readonly bytesPerFile: number } | { readonly rowsPerFile: number });

export interface GeneratedFile {
  /** `state-vectors-0001.csv`, counting from one. */
  readonly name: string;
  readonly chunks: Iterable<Uint8Array>;
}

/**
 * Many files of one recipe, each from its own seed, so that file 7 is the same however many there are. Files are as
 * {@link generateText} makes them, and made only when their chunks are asked for.
 *
 * @throws RangeError when a number is not whole.
 */
export function generateFiles(request: FilesRequest): Iterable<GeneratedFile> {
  const { recipe, format = 'csv', seed, files } = request;
  if (!Number.isSafeInteger(files) || files < 0) {
    throw new RangeError(`files is ${files}; it has to be a whole number, 0 or more`);
  }
  const limit = 'bytesPerFile' in request ? { bytes: request.bytesPerFile } : { rows: request.rowsPerFile };
  const fileAt = (index: number): GeneratedFile => {
    const text: TextRequest = { recipe, format, seed: deriveSeed(seed, index), ...limit };
    const number = String(index + 1).padStart(INDEX_DIGITS, '0');
    return { name: `${recipe}-${number}.${format}`, chunks: generateText(text) };
  };
  return {
    *[Symbol.iterator]() {
      for (let index = 0; index < files; index += 1) yield fileAt(index);
    },
  };
}
