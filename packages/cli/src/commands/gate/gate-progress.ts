import type { GateProgress, TreeStep } from '@parquetry/gate';
import { changeText } from '@parquetry/report';
import { formatDuration, plural } from '../../terminal/format.ts';
import { liveLine } from '../../terminal/live-line.ts';
import { say, type Terminal } from '../../terminal/terminal.ts';

const minutes = (value: number) => formatDuration(Math.max(1, Math.round(value * 60)) * 1000);

/** What a step in making a tree is, in words. */
function treeStepText(step: TreeStep): string {
  switch (step.step) {
    case 'waiting':
      return `${step.side}: waiting for process ${step.processId}, which uses this tree`;
    case 'kept':
      return `${step.side}: built before`;
    case 'checkout':
      return `${step.side}: ${step.from}`;
    case 'submodules':
    case 'install':
    case 'build':
      return `${step.side}: ${step.command}`;
    default:
      return step satisfies never;
  }
}

const pairText = (event: Extract<GateProgress, { step: 'pair' }>): string[] => {
  const { benchmark, pairs, nextLook, ratio, wouldDecide, openUnits, elapsedMs } = event;
  const found = ratio === undefined ? '' : `, ${changeText(ratio)}`;
  const counted = `${benchmark}: ${pairs} of ${nextLook} pairs${found}`;
  return [
    `${counted}; ${wouldDecide} · ${plural(openUnits, 'process pair')} open, ${formatDuration(elapsedMs)}`,
    `${counted}; ${wouldDecide}`,
    counted,
  ];
};

const planText = ({
  msByUnit,
  expectedMinutes,
  maximumMinutes,
}: Extract<GateProgress, { step: 'plan' }>): string =>
  `plan: ${[...msByUnit].map(([unit, ms]) => `${unit} ${formatDuration(ms)}`).join(', ')} a pair; about ${minutes(expectedMinutes)} where nothing changed, at most ${minutes(maximumMinutes)}`;

export interface GateReporter extends Disposable {
  readonly tree: (step: TreeStep) => void;
  readonly tell: (event: GateProgress) => void;
  readonly label: (text: string) => void;
}

/** What a gate is doing, on the last line of a terminal; the plan and what is decided are said in a pipe too. */
export function reportGate(terminal: Terminal): GateReporter {
  const line = terminal.isInteractive ? liveLine(terminal.stderr as NodeJS.WriteStream) : undefined;
  const announce = (text: string) => (line ? line.say(text) : say(terminal, text));
  return {
    tree: (step) => line?.show(treeStepText(step)),
    label: (text) => line?.show(text),
    tell(event) {
      terminal.log.debug(event, 'gate');
      switch (event.step) {
        case 'verify':
          line?.show(`checking ${event.unit}, ${event.done} of ${event.units}`);
          return;
        case 'plan':
          announce(planText(event));
          return;
        case 'pair':
          line?.show(...pairText(event));
          return;
        case 'decided':
          announce(`${event.benchmark}: ${event.verdict}, ${event.because}`);
          return;
        default:
          event satisfies never;
      }
    },
    [Symbol.dispose]: () => line?.[Symbol.dispose](),
  };
}
