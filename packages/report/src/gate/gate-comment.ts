import type { GateRecord } from '@parquetry/bench/record';
import { gateSummary } from './gate-markdown.ts';
import { readHostileRecord } from './read-hostile-record.ts';

/** The first line of every comment: by it the next run finds the comment that it replaces. */
export const GATE_COMMENT_MARK = '<!-- parquetry-gate -->';

const NOTICE = `> [!NOTE]
> Reported by this pull request's own run, which the code of the pull request controls. Nobody has confirmed these figures: they can block nothing and allow nothing. What a merge waits for is the status of the check, and the code that is reviewed.`;

/** Never the command of the artifact: somebody might run it. */
function ownCommand({ base }: GateRecord): string {
  const commit = /^[0-9a-f]{40,64}$/.test(base.commit ?? '') ? base.commit : null;
  return commit === null ? 'parquetry gate' : `parquetry gate --base ${commit}`;
}

/**
 * The artifact of a pull request's run as a comment; the text is taken as written by an attacker, and the comment says that
 * nothing in it is confirmed.
 *
 * @throws ArtifactError where it is anything but a record of a gate, of this version and of a sane size.
 */
export function gateComment(text: string): string {
  const { gate, place, warnings } = readHostileRecord(text);
  return gateSummary(gate, {
    before: `${GATE_COMMENT_MARK}\n${NOTICE}`,
    repeat: ownCommand(gate),
    place,
    warnings,
  });
}
