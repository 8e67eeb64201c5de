import type { EngineLimits } from '@parquetry/core';
import type { ResolvedSettings } from '../settings/resolve-settings.ts';
import type { Settings } from '../settings/settings.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly settings: Settings;
  readonly resolved: ResolvedSettings;
  /** `--json` was asked for. */
  readonly json: boolean;
}

export const limitsOf = (settings: Settings): EngineLimits => ({
  memoryBytes: settings.memory * (1 << 20),
  threads: settings.threads,
});
