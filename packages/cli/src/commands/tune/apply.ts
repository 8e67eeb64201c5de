import { resolve } from 'node:path';
import { readRecord, type TuneAnswer, type TuneRecord } from '@parquetry/bench';
import {
  type Applied,
  applyChoice,
  createTuneClients,
  destroyTuneClients,
  emitChoice,
  type SnippetKind,
  systemClock,
} from '@parquetry/tune';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { isAllowed } from '../../terminal/ask.ts';
import { answer, answerJson } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { asTuneUsage } from './as-tune-usage.ts';
import { functionPlace } from './function-place.ts';

export interface ApplyOptions {
  readonly question?: TuneAnswer['question'];
  readonly alias?: string;
  readonly function?: string;
  readonly emit?: SnippetKind;
  readonly yes?: boolean;
  readonly region?: string;
  readonly endpoint?: string;
}

async function tuneOf(path: string, { terminal }: CommandContext): Promise<TuneRecord> {
  const { tune } = await readRecord(resolve(terminal.directory, path));
  if (tune === undefined)
    throw new UsageError(`${path} is no record of a tune; give one that parquetry tune wrote`);
  return tune;
}

function requireReal(record: TuneRecord, { function: named }: ApplyOptions): void {
  if (record.place === 'aws' || named !== undefined) return;
  throw new UsageError(
    `${record.function.name} was tuned on this machine: --function names the one to change, with --endpoint where it still runs here; --emit prints the setting`,
  );
}

const settingText = ({ engine, memoryMb }: Applied['before']) =>
  `${memoryMb} MB${engine === null ? '' : `, ${engine}`}`;

function appliedText({ after, alias, before, functionName, isChanged, question }: Applied): string {
  const what = isChanged
    ? `${functionName}: ${settingText(before)} → ${settingText(after)} (${question})`
    : `${functionName} has ${settingText(after)} already (${question})`;
  if (alias === null) return what;
  const moved = alias.before === alias.after ? 'is there already' : `moved from ${alias.before ?? 'nowhere'}`;
  return `${what}\n${alias.name} → version ${alias.after} (${moved})`;
}

/** `parquetry tune apply <record>` */
export async function applyTune(
  path: string,
  options: ApplyOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const record = await tuneOf(path, context);
  const { alias, emit, function: target, question, yes } = options;
  if (emit !== undefined) {
    answer(terminal, await asTuneUsage(async () => emitChoice(record, emit, question)));
    return ExitCode.done;
  }
  requireReal(record, options);
  const name = target ?? record.function.arn ?? record.function.name;
  const place = { region: record.region, ...functionPlace(name, options) };
  if (!yes && !(await isAllowed(`Change ${name} in ${place.region}?`, terminal))) return ExitCode.done;
  const clients = createTuneClients(place);
  try {
    const applied = await asTuneUsage(() =>
      applyChoice(clients, systemClock, record, {
        signal: terminal.signal,
        ...(question !== undefined && { question }),
        ...(alias !== undefined && { alias }),
        ...(target !== undefined && { target }),
      }),
    );
    if (context.json) answerJson(terminal, applied);
    else answer(terminal, appliedText(applied));
    return ExitCode.done;
  } finally {
    destroyTuneClients(clients);
  }
}
