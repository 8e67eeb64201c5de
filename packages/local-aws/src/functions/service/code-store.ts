import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackZip } from './unpack-zip.ts';

/** Code as it was uploaded, and where it lies unpacked. */
export interface Code {
  /** Base64, as Lambda's CodeSha256. */
  readonly sha256: string;
  readonly bytes: number;
  readonly zipFile: string;
  readonly directory: string;
}

/** Uploaded code below one directory; the same zip is unpacked once. */
export class CodeStore {
  readonly #directory: string;
  readonly #codes = new Map<string, Promise<Code>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws InvalidZipFileException, InvalidParameterValueException */
  add(zip: Buffer): Promise<Code> {
    const hash = createHash('sha256').update(zip).digest();
    const name = hash.toString('hex');
    const known = this.#codes.get(name);
    if (known !== undefined) return known;
    const adding = this.#unpack(zip, name, hash.toString('base64'));
    this.#codes.set(name, adding);
    adding.catch(() => this.#codes.delete(name));
    return adding;
  }

  /** By the hexadecimal digest. */
  async find(name: string): Promise<Code | undefined> {
    return this.#codes.get(name);
  }

  async #unpack(zip: Buffer, name: string, sha256: string): Promise<Code> {
    const directory = join(this.#directory, name);
    const zipFile = `${directory}.zip`;
    await mkdir(directory, { recursive: true });
    await unpackZip(zip, directory).catch(async (error: unknown) => {
      await rm(directory, { recursive: true, force: true });
      throw error;
    });
    await writeFile(zipFile, zip);
    return { sha256, bytes: zip.length, zipFile, directory };
  }
}

/** The name that CodeStore.find knows the code by. */
export const codeName = ({ sha256 }: Code): string => Buffer.from(sha256, 'base64').toString('hex');
