import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { memoryStore } from '@parquetry/core';
import { engineNames, loadEngine } from '@parquetry/engines';
import { ExitCode } from '../exit-codes.ts';
import { settingDefinitions, settingNames } from '../settings/settings.ts';
import { formatBytes, formatDuration, formatTable, plural } from '../terminal/format.ts';
import { answer, answerJson } from '../terminal/terminal.ts';
import { checkS3, isS3Configured } from './check-s3.ts';
import { type CommandContext, limitsOf } from './command-context.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function checkEngines(context: CommandContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of engineNames) {
    const started = performance.now();
    try {
      const engine = await loadEngine(name);
      const session = await engine.open(memoryStore(), limitsOf(context.settings));
      await session[Symbol.asyncDispose]();
      findings.push({
        what: `engine ${name}`,
        ok: true,
        says: `starts in ${formatDuration(performance.now() - started)}`,
      });
    } catch (error) {
      findings.push({ what: `engine ${name}`, ok: false, says: messageOf(error) });
    }
  }
  return findings;
}

async function checkResults(context: CommandContext): Promise<Finding> {
  const directory = resolve(context.terminal.directory, context.settings.results);
  const what = 'results folder';
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
    return { what, ok: true, says: directory };
  } catch (error) {
    return { what, ok: false, says: `${messageOf(error)}; choose another with --results` };
  }
}

function printConfig(context: CommandContext): ExitCode {
  const { sources } = context.resolved;
  if (context.json) {
    answerJson(context.terminal, sources);
    return ExitCode.done;
  }
  const shown = (value: unknown) =>
    value === undefined ? '(decided by the command)' : [value].flat().join(',');
  const rows = settingNames.map((name) => [
    name,
    shown(sources[name].value),
    sources[name].from,
    settingDefinitions[name].about,
  ]);
  answer(context.terminal, formatTable([['setting', 'value', 'from', 'what it is'], ...rows]));
  return ExitCode.done;
}

/** `parquetry doctor`: can everything run here? `--config`: each setting, its value and where it came from. */
export async function doctor(options: { config?: boolean }, context: CommandContext): Promise<ExitCode> {
  if (options.config) return printConfig(context);
  const findings: Finding[] = [
    { what: 'Node', ok: true, says: `${process.version} (V8 ${process.versions.v8}) at ${process.execPath}` },
    {
      what: 'machine',
      ok: true,
      says: `${plural(availableParallelism(), 'core')}, ${formatBytes(totalmem())} of memory, ${process.platform} ${process.arch}`,
    },
    ...(await checkEngines(context)),
    await checkResults(context),
    ...(isS3Configured(context) ? [{ what: 'S3', ...(await checkS3(context)) }] : []),
  ];
  const healthy = findings.every((finding) => finding.ok);
  if (context.json) answerJson(context.terminal, { healthy, findings });
  else {
    const { answerColors: colors } = context.terminal;
    const lines = findings.map(({ what, ok, says }) => [ok ? 'ok' : 'broken', what, says]);
    const table = formatTable(lines);
    answer(context.terminal, healthy ? table : table.replaceAll(/^broken/gm, colors.red('broken')));
  }
  return healthy ? ExitCode.done : ExitCode.impossible;
}
