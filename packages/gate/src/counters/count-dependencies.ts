import { z } from 'zod';

/** Of an npm lockfile: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json */
const installed = z.object({ dev: z.boolean().optional(), link: z.boolean().optional() });

interface NestedEntry {
  readonly dev?: boolean | undefined;
  readonly dependencies?: Readonly<Record<string, NestedEntry>> | undefined;
}
const nested: z.ZodType<NestedEntry> = z.object({
  dev: z.boolean().optional(),
  get dependencies() {
    return z.record(z.string(), nested).optional();
  },
});

const lockfile = z.union([
  z.object({ packages: z.record(z.string(), installed) }),
  /** Version 1. */
  z.object({ dependencies: z.record(z.string(), nested) }),
]);

const IN_MODULES = /(^|\/)node_modules\//;

const countNested = (entries: Readonly<Record<string, NestedEntry>> = {}): number =>
  Object.values(entries)
    .filter(({ dev }) => !dev)
    .reduce((count, { dependencies }) => count + 1 + countNested(dependencies), 0);

/**
 * Packages that an npm lockfile installs for production, those of other platforms included; the project's own workspaces
 * do not count.
 *
 * @throws SyntaxError, ZodError for what is no such file.
 */
export function countDependencies(text: string): number {
  const locked = lockfile.parse(JSON.parse(text));
  if (!('packages' in locked)) return countNested(locked.dependencies);
  return Object.entries(locked.packages).filter(
    ([path, { dev, link }]) => IN_MODULES.test(path) && !dev && !link,
  ).length;
}
