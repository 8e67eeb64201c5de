/** What must hold of one engine's answer, whatever others say. */
import type { CaseOutcome } from '../conversion/convert-case.ts';
import type { FileOutcome } from '../conversion/outcome.ts';
import { cellDifference } from './agree.ts';
import { type Finding, show } from './finding.ts';

function accountOf(outcome: Extract<FileOutcome, { status: 'converted' }>): Finding | undefined {
  const { rows, tables, rejects } = outcome;
  const { read, written, rejected, padded } = rows;
  if (read !== written + rejected || padded > written) {
    return { check: 'rows unaccounted for', details: show(rows) };
  }
  const wrong = tables.find(({ rowCount }) => rowCount !== written);
  if (wrong) {
    return {
      check: 'rows lost',
      details: `${wrong.format} holds ${wrong.rowCount} rows of ${written} written`,
    };
  }
  const lines = rejects.split('\n').length - 1;
  if (lines !== rejected) {
    return { check: 'rejects lost', details: `${lines} lines for ${rejected} rejected rows` };
  }
  if (tables.length < 2) return undefined;
  const found = cellDifference(tables[0]!.cells, tables[1]!.cells);
  return found === undefined
    ? undefined
    : { check: 'outputs disagree', details: `${show(tables.map(({ format }) => format))}: ${found}` };
}

/** Objects that a case may leave: the outputs of the files that were converted. */
function strayObject({ files, left }: CaseOutcome): string | undefined {
  return left.find((key) => files[Number.parseInt(key, 10)]?.status !== 'converted');
}

/** What is wrong with an engine's answer taken by itself. */
export function accountFinding(engine: string, outcome: CaseOutcome): Finding | undefined {
  for (const file of outcome.files) {
    if (file.status === 'crashed') return { check: 'crash', details: `${engine}: ${file.error}` };
    const found = file.status === 'converted' ? accountOf(file) : undefined;
    if (found) return { ...found, details: `${engine}: ${found.details}` };
  }
  const stray = strayObject(outcome);
  if (stray !== undefined) {
    return {
      check: 'something is left behind',
      details: `${engine} left ${stray}, though its file was not converted`,
    };
  }
  return undefined;
}
