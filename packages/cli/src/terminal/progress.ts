import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

export interface Progress extends Disposable {
  /** Shows what is being done now. */
  label(text: string): void;
  advance(by: number): void;
}

const silent: Progress = { label() {}, advance() {}, [Symbol.dispose]() {} };

/** A bar on stderr while something slow runs; nothing at all in a pipe. */
export function startProgress(terminal: Terminal, total: number, label: string): Progress {
  if (!terminal.isInteractive) return silent;
  const bar = new SingleBar(
    {
      format: ' {bar} {percentage}% {label}, {duration_formatted}',
      stream: terminal.stderr as NodeJS.WriteStream,
      barsize: 28,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      etaBuffer: 50,
      gracefulExit: false,
    },
    Presets.shades_grey,
  );
  let value = 0;
  bar.start(Math.max(1, total), 0, { label });
  return {
    label: (text) => bar.update({ label: text }),
    advance(by) {
      value = Math.min(value + by, total);
      bar.update(value);
    },
    [Symbol.dispose]: () => bar.stop(),
  };
}
