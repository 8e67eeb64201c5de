import { displayRef } from '@parquetry/core';
import { type Redriven, type RedriveReport, recipeFingerprint, redrive } from '@parquetry/delivery';
import type { ConvertService, Invocation } from '../service/convert-service.ts';
import { deadlineOf } from '../service/deadline.ts';

/** What became of one letter. */
interface RedrivenLetter {
  readonly id: string;
  readonly status: Redriven['status'];
  readonly source?: string;
  /** What somebody has to look at. */
  readonly because?: string;
}

export interface DlqAnswer {
  /** Letters that are none any more: converted, or their source is gone. */
  readonly records_reprocessed: number;
  readonly records_failed: number;
  /** The time was over before all that was asked for was tried. */
  readonly is_cut_short: boolean;
  readonly letters: readonly RedrivenLetter[];
  readonly elapsed_ms: number;
}

function letterOf(redriven: Redriven): RedrivenLetter {
  if (redriven.status === 'corrupt') return redriven;
  const { status, letter } = redriven;
  const told = { id: letter.id, status, source: displayRef(letter.job.source.ref) };
  switch (redriven.status) {
    case 'converted':
    case 'gone':
      return told;
    case 'failed':
      return { ...told, because: letter.failure.message };
    case 'not-removed':
    case 'not-tried':
      return { ...told, because: redriven.because };
    default:
      return redriven satisfies never;
  }
}

function answerOf({ letters, isAborted, elapsedMs }: RedriveReport): DlqAnswer {
  const reprocessed = letters.filter(({ status }) => status === 'converted' || status === 'gone').length;
  return {
    records_reprocessed: reprocessed,
    records_failed: letters.length - reprocessed,
    is_cut_short: isAborted,
    letters: letters.map(letterOf),
    elapsed_ms: elapsedMs,
  };
}

/** Tries so many dead letters again, at most; one that fails stays, and stops no other. */
export async function processDlq(
  service: ConvertService,
  mostRecords: number,
  invocation: Invocation,
): Promise<DlqAnswer> {
  const { clock, recipe, settings, pipelines } = service;
  using deadline = deadlineOf(clock, invocation.signal, invocation.remainingMs);
  const report = await redrive({
    letters: await service.letters.first(mostRecords),
    settle: pipelines.own.settle,
    recipe: recipeFingerprint(recipe),
    clock,
    signal: deadline.signal,
    concurrency: settings.concurrency,
    observe: service.observerOf(invocation),
  });
  return answerOf(report);
}
