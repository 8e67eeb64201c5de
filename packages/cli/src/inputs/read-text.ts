import { collectBytes, type ObjectStore } from '@parquetry/core';
import type { Terminal } from '../terminal/terminal.ts';
import { refOf } from './places.ts';

/** Reads a text by its name as the command line gives it. */
export const textReader =
  (store: ObjectStore, { directory, signal }: Pick<Terminal, 'directory' | 'signal'>) =>
  async (name: string): Promise<string> =>
    new TextDecoder().decode(await collectBytes(store.read(refOf(name, directory), { signal })));
