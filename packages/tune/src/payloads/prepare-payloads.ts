import { createHash } from 'node:crypto';
import type { TuneRecord } from '@parquetry/bench/record';
import { TuneError } from '../plan/tune-error.ts';
import { fillTemplate, isTemplate } from './fill-template.ts';
import type { PayloadSource } from './payload-source.ts';
import { weightedTurns } from './weighted-turns.ts';

/** What is sent. */
export interface Payload {
  /** Into the payloads; 0 of a template. */
  readonly index: number;
  readonly body: Uint8Array;
}

export interface Payloads {
  /** For the record; the payloads themselves only where `kept` was asked for. */
  readonly told: TuneRecord['plan']['payloads'];
  /** Null where there is always another; else how many events can be sent. */
  readonly most: number | null;
  /**
   * @param turn of a sample within its size: the same at every size, so that sizes are compared on the same payloads.
   * @param sent events before it in the whole run.
   */
  of(turn: number, sent: number): Payload;
}

export interface PayloadOptions {
  readonly runId: string;
  readonly keep: boolean;
}

/** Of a synchronous invocation. Source: AWS Lambda quotas. */
const MOST_BYTES = 6 * 2 ** 20;
/** Turns of weights repeat after this many. */
const TURNS = 10_000;

function requireJson(text: string, number: number, description: string): void {
  const where = `payload ${number + 1} of ${description}`;
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES)
    throw new TuneError('refused', `${where} has ${bytes} bytes; Lambda takes 6 MB at most`);
  try {
    JSON.parse(text);
  } catch (error) {
    throw new TuneError(
      'refused',
      `${where} is no JSON (${(error as Error).message}); events of Lambda are JSON`,
      {
        cause: error,
      },
    );
  }
}

async function collect(source: PayloadSource): Promise<string[]> {
  switch (source.kind) {
    case 'single':
    case 'template':
      return [source.text];
    case 'weighted':
      return source.choices.map(({ text }) => text);
    case 'list':
      return Array.fromAsync(source.texts);
    default:
      return source satisfies never;
  }
}

function requireWeights(source: PayloadSource): void {
  if (source.kind !== 'weighted') return;
  const wrong = source.choices.find(({ weight }) => !(weight > 0 && Number.isFinite(weight)));
  if (wrong)
    throw new TuneError(
      'refused',
      `a weight of ${source.description} is ${wrong.weight}: weights are positive`,
    );
}

/** In order, each with its length before it, so that no two lists have the same. */
function sha256Of(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}\n`).update(text);
  return hash.digest('hex');
}

type Kind = TuneRecord['plan']['payloads']['kind'];

function kindOf(source: PayloadSource, texts: readonly string[]): Kind {
  if (source.kind === 'template' || (source.kind === 'list' && source.once)) return 'unique';
  return texts.length === 1 ? 'single' : 'weighted';
}

const encoder = new TextEncoder();

function pickerOf(source: PayloadSource, texts: readonly string[], runId: string): Payloads['of'] {
  const bodies = texts.map((text) => encoder.encode(text));
  const pick = (index: number): Payload => ({ index, body: bodies[index]! });
  switch (source.kind) {
    case 'single':
      return () => pick(0);
    case 'template':
      return (_, sent) => ({ index: 0, body: encoder.encode(fillTemplate(source.text, runId, sent)) });
    case 'weighted': {
      const weights = source.choices.map(({ weight }) => weight);
      const turns = weightedTurns(weights, TURNS);
      return (turn) => pick(turns[turn % TURNS]!);
    }
    case 'list':
      return source.once ? (_, sent) => pick(sent) : (turn) => pick(turn % texts.length);
    default:
      return source satisfies never;
  }
}

/**
 * Reads the payloads once and checks them.
 *
 * @throws TuneError `refused` where there are none, or one is no JSON or too large.
 */
export async function preparePayloads(source: PayloadSource, options: PayloadOptions): Promise<Payloads> {
  const texts = await collect(source);
  if (texts.length === 0)
    throw new TuneError('refused', `${source.description} has no payload: give it one at least`);
  requireWeights(source);
  for (const [index, text] of texts.entries()) {
    const isFilled = source.kind === 'template' && isTemplate(text);
    requireJson(isFilled ? fillTemplate(text, options.runId, 0) : text, index, source.description);
  }
  return {
    told: {
      kind: kindOf(source, texts),
      count: texts.length,
      bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
      sha256: sha256Of(texts),
      description: source.description,
      ...(options.keep && { kept: texts }),
    },
    most: source.kind === 'list' && source.once ? texts.length : null,
    of: pickerOf(source, texts, options.runId),
  };
}
