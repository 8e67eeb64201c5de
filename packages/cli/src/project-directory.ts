import { fileURLToPath } from 'node:url';

/** Holds the lockfile and is, where this is one, the git checkout. */
export const PROJECT_DIRECTORY = fileURLToPath(new URL('../../../', import.meta.url));
