import {
  CreateAliasCommand,
  GetAliasCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import type { TuneAnswer, TuneRecord } from '@parquetry/bench/record';
import type { TuneClients } from '../invoke/clients.ts';
import type { Clock } from '../invoke/clock.ts';
import { functionAbsent } from '../invoke/function-absent.ts';
import { parseTarget } from '../invoke/parse-target.ts';
import { explain, isAbsent } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';
import {
  type ControlPlane,
  callPatiently,
  readConfiguration,
  sendOptions,
} from '../versions/control-plane.ts';
import { readLock } from '../versions/lock.ts';
import { isSet, type LatestSetting, setLatest, settingOf } from '../versions/set-latest.ts';

export interface ApplyRequest {
  /** Which answer; when absent the cheapest within the limit that was asked for, else the balanced one. */
  readonly question?: TuneAnswer['question'];
  /** Moved to a version that is published with the choice; created where it is not there. */
  readonly alias?: string;
  /** Where the function is not the one of the record's name or ARN. */
  readonly target?: string;
  readonly signal?: AbortSignal;
}

/** What was changed. */
export interface Applied {
  readonly functionName: string;
  readonly question: TuneAnswer['question'];
  readonly before: { readonly memoryMb: number; readonly engine: string | null };
  readonly after: { readonly memoryMb: number; readonly engine: string | null };
  /** False: it was like this already. */
  readonly isChanged: boolean;
  readonly alias: {
    readonly name: string;
    /** Null: there was no such alias. */
    readonly before: string | null;
    readonly after: string;
  } | null;
}

type Choice = NonNullable<TuneAnswer['choice']>;

/**
 * The size that a record answers a question with.
 *
 * @throws TuneError where it answers with none.
 */
export function choiceOf(
  record: TuneRecord,
  question?: TuneAnswer['question'],
): { readonly question: TuneAnswer['question']; readonly choice: Choice } {
  const asked = question ?? (record.plan.sloMs === null ? 'balanced' : 'cheapest-within-slo');
  const answer = record.answers.find((one) => one.question === asked);
  if (answer?.choice) return { question: asked, choice: answer.choice };
  const because = answer?.because ?? 'the record does not answer it';
  const known = record.answers.filter(({ choice }) => choice !== null).map((one) => one.question);
  const wayOut =
    known.length === 0 ? 'tune again with more samples or sizes' : `choose one of ${known.join(', ')}`;
  throw new TuneError('refused', `no size is ${asked} (${because}): ${wayOut}`);
}

const targetOf = (record: TuneRecord, { target }: ApplyRequest) =>
  parseTarget(target ?? record.function.arn ?? record.function.name).name;

async function requireMeasuredCode(plane: ControlPlane, name: string, record: TuneRecord) {
  const latest = await readConfiguration(plane, name).catch(async (error: TuneError) => {
    if (!isAbsent(error.cause)) throw error;
    throw await functionAbsent(plane.lambda, { name, qualifier: null }, error.cause);
  });
  const { codeSha256 } = record.function;
  if (codeSha256 === null || latest.CodeSha256 === codeSha256) return latest;
  throw new TuneError(
    'refused',
    `the code of ${name} is not what was measured (${latest.CodeSha256 ?? 'unknown'}, measured ${codeSha256}): tune it again`,
  );
}

async function requireUnlocked(plane: ControlPlane, name: string): Promise<void> {
  const lock = await readLock(plane, name);
  if (!lock) return;
  throw new TuneError(
    'locked',
    `${name} is being tuned (run ${lock.mark?.runId ?? 'unknown'}): apply when that is done`,
  );
}

async function readAlias(plane: ControlPlane, name: string, alias: string): Promise<string | null> {
  try {
    const command = new GetAliasCommand({ FunctionName: name, Name: alias });
    const { FunctionVersion = null } = await plane.lambda.send(command, sendOptions(plane.signal));
    return FunctionVersion;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw explain(error, `reading the alias ${alias}`, plane.signal);
  }
}

async function isVersionChosen(
  plane: ControlPlane,
  name: string,
  version: string,
  wanted: LatestSetting,
  record: TuneRecord,
): Promise<boolean> {
  const configuration = await readConfiguration(plane, name, version);
  const { codeSha256 } = record.function;
  const isCode = codeSha256 === null || configuration.CodeSha256 === codeSha256;
  return version !== '$LATEST' && isCode && isSet(configuration, wanted);
}

async function moveAlias(
  plane: ControlPlane,
  name: string,
  alias: string,
  wanted: LatestSetting,
  record: TuneRecord,
): Promise<NonNullable<Applied['alias']>> {
  const before = await readAlias(plane, name, alias);
  if (before !== null && (await isVersionChosen(plane, name, before, wanted, record))) {
    return { name: alias, before, after: before };
  }
  const { codeSha256 } = record.function;
  const published = await callPatiently(plane, `publishing a version of ${name}`, () =>
    plane.lambda.send(
      new PublishVersionCommand({
        FunctionName: name,
        Description: `${wanted.memoryMb} MB by run ${record.runId}`,
        ...(codeSha256 !== null && { CodeSha256: codeSha256 }),
      }),
      sendOptions(plane.signal),
    ),
  );
  const after = published.Version ?? '$LATEST';
  const input = { FunctionName: name, Name: alias, FunctionVersion: after };
  await callPatiently(plane, `moving the alias ${alias} to version ${after}`, () =>
    before === null
      ? plane.lambda.send(new CreateAliasCommand(input), sendOptions(plane.signal))
      : plane.lambda.send(new UpdateAliasCommand(input), sendOptions(plane.signal)),
  );
  return { name: alias, before, after };
}

/**
 * Gives a function the size that a record recommends, and an alias to it where one is named. Done twice, it changes nothing
 * the second time.
 *
 * @throws TuneError `refused` where the code is not the code that was measured, `locked` while it is being tuned.
 */
export async function applyChoice(
  clients: TuneClients,
  clock: Clock,
  record: TuneRecord,
  request: ApplyRequest = {},
): Promise<Applied> {
  const plane: ControlPlane = { lambda: clients.lambda, clock, signal: request.signal };
  const name = targetOf(record, request);
  const { choice, question } = choiceOf(record, request.question);
  await requireUnlocked(plane, name);
  const latest = await requireMeasuredCode(plane, name, record);
  const wanted = { memoryMb: choice.memoryMb, engine: choice.engine ?? undefined };
  const isChanged = !isSet(latest, wanted);
  const revision = latest.RevisionId;
  const changed = await setLatest(plane, name, wanted, (found) => found.RevisionId === revision);
  const alias =
    request.alias === undefined ? null : await moveAlias(plane, name, request.alias, wanted, record);
  return {
    functionName: name,
    question,
    before: settingOf(latest),
    after: settingOf(changed),
    isChanged,
    alias,
  };
}
