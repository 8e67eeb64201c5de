/** Runs every static check, also after one has failed, and exits 1 when any did. */
import { spawnSync } from 'node:child_process';

const CHECKS = {
  types: 'turbo run check:types --output-logs=errors-only',
  'types of scripts': 'tsc --project scripts/tsconfig.json',
  // Its parser stumbles over AssemblyScript; what the kernel may import is in its package.json, which knip holds it to.
  boundaries: "turbo boundaries --filter='!@parquetry/kernel'",
  'lint, format, cycles': 'biome check --error-on-warnings',
  'unused code': 'knip',
  lockfile: 'node scripts/trim-lockfile.ts --check',
};

const failed = Object.entries(CHECKS).filter(([name, command]) => {
  process.stdout.write(`\n-- ${name}: ${command}\n`);
  const env = { ...process.env, DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1' };
  return spawnSync(command, { shell: true, stdio: 'inherit', env }).status !== 0;
});
for (const [name] of failed) process.stderr.write(`check failed: ${name}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
