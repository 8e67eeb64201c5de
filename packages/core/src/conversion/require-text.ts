import { BadInputError, RequestError } from './errors.ts';

/** How a format's files begin, as Latin-1, and what to say of them. */
const SIGNATURES: readonly (readonly [magic: string, is: string])[] = [
  ['PAR1', 'is a Parquet file already; look into it with inspect'],
  ['Obj\u0001', 'is an Avro file already; look into it with inspect'],
  ['PK\u0003\u0004', 'is a ZIP archive; unpack it first'],
  ['PK\u0005\u0006', 'is an empty ZIP archive'],
  ['BZh', 'is compressed with bzip2; unpack it first: bunzip2'],
  ['\u00fd7zXZ', 'is compressed with xz; unpack it first: unxz'],
  ['\u0004"M\u0018', 'is compressed with lz4; unpack it first: unlz4'],
  ['7z\u00bc\u00af\u0027\u001c', 'is a 7z archive; unpack it first'],
  ['Rar!\u001a\u0007', 'is a RAR archive; unpack it first'],
  ['\u0089PNG\r\n\u001a\n', 'is a PNG image, not a table'],
  ['\u00ff\u00d8\u00ff', 'is a JPEG image, not a table'],
  ['GIF87a', 'is a GIF image, not a table'],
  ['GIF89a', 'is a GIF image, not a table'],
  ['%PDF-', 'is a PDF document, not a table'],
  ['{\\rtf', 'is an RTF document, not a table'],
  [
    '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1',
    'is an old Office file (XLS, DOC, …); export it as CSV first',
  ],
  ['SQLite format 3\0', 'is an SQLite database; export its tables as CSV first'],
  ['\u007fELF', 'is an ELF program, not a table'],
  ['MZ\u0090\0', 'is a Windows program, not a table'],
  ['\u00ca\u00fe\u00ba\u00be', 'is a program, not a table'],
  ['\0asm', 'is a WebAssembly module, not a table'],
  ['ARROW1\0', 'is an Arrow file; only CSV and JSON are read'],
  ['\u0089HDF\r\n\u001a\n', 'is an HDF5 file; only CSV and JSON are read'],
  ['\u0093NUMPY', 'is a NumPy array; only CSV and JSON are read'],
  ['\u0080\u0002', 'is a Python pickle; only CSV and JSON are read'],
  ['\u0080\u0003', 'is a Python pickle; only CSV and JSON are read'],
  ['\u0080\u0004\u0095', 'is a Python pickle; only CSV and JSON are read'],
  ['\u0080\u0005\u0095', 'is a Python pickle; only CSV and JSON are read'],
];

const TAR_MAGIC_AT = 257;
const COMPARED_BYTES = 1 << 12;
const MIN_CHARACTERS = 4;

/** `UTF-32LE` or `UTF-32BE`, by its mark or by the bytes of its characters that are always 0. */
function utf32Of(sample: Uint8Array): string | undefined {
  const head = Buffer.from(sample.subarray(0, 4)).toString('hex');
  if (head === 'fffe0000') return 'UTF-32LE';
  if (head === '0000feff') return 'UTF-32BE';
  const characters = Math.min(sample.length, COMPARED_BYTES) >> 2;
  if (characters < MIN_CHARACTERS) return undefined;
  const zeros: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = 0; at < 4 * characters; at += 1) if (sample[at] === 0) zeros[at & 3]! += 1;
  if (zeros[0] === 0 && zeros[3] === characters && zeros[2] > 0.9 * characters && zeros[1] > 0.5 * characters)
    return 'UTF-32LE';
  if (zeros[3] === 0 && zeros[0] === characters && zeros[1] > 0.9 * characters && zeros[2] > 0.5 * characters)
    return 'UTF-32BE';
  return undefined;
}

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * Looks at the beginning of a source.
 *
 * @throws RequestError when it is a format that is not read, or text in UTF-32.
 */
export function requireText(name: string, sample: Uint8Array): void {
  const head = Buffer.from(sample.subarray(0, 32)).toString('latin1');
  const known = SIGNATURES.find(([magic]) => head.startsWith(magic));
  if (known) throw new RequestError(`${name} ${known[1]}`);
  if (Buffer.from(sample.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5)).toString('latin1') === 'ustar')
    throw new RequestError(`${name} is a tar archive; unpack it first`);
  const utf32 = utf32Of(sample);
  if (utf32) {
    throw new RequestError(
      `${name} is text in ${utf32}, which is not read; change its encoding first: iconv -f ${utf32} -t UTF-8`,
    );
  }
}

/**
 * Looks at a whole source of which nobody has said that it holds records.
 *
 * @throws BadInputError when nothing but spaces and blank lines is in it.
 */
export function requireContent(name: string, content: Uint8Array): void {
  if (content.every(isBlank) && content.some((byte) => byte === 0x20 || byte === 0x09))
    throw new BadInputError(`${name} is empty: nothing but spaces is in it`);
}
