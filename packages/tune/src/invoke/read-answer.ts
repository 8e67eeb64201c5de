import { z } from 'zod';

/** What our own functions say of themselves, under `parquetry` of their answer. */
const ownAnswer = z.object({
  parquetry: z.object({
    version: z.literal(1),
    stages: z.record(z.string(), z.number()).optional(),
    cpuMs: z.number().optional(),
    requests: z.record(z.string(), z.number()).optional(),
    bytesRead: z.number().optional(),
  }),
});

export interface OwnFigures {
  readonly stages?: Record<string, number>;
  readonly cpuMs?: number;
  readonly requests?: Record<string, number>;
  readonly inputBytes?: number;
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

/** Stages, CPU time and requests of an answer; empty for functions of somebody else's. */
export function readOwnFigures(payload: Uint8Array): OwnFigures {
  const { data } = ownAnswer.safeParse(parse(payload));
  if (!data) return {};
  const { bytesRead, cpuMs, requests, stages } = data.parquetry;
  return {
    ...(stages && { stages }),
    ...(cpuMs !== undefined && { cpuMs }),
    ...(requests && { requests }),
    ...(bytesRead !== undefined && { inputBytes: bytesRead }),
  };
}

const failure = z.object({ errorMessage: z.string().optional(), errorType: z.string().optional() });
const LONGEST = 300;

/** The error that a function answered with, in words. */
export function readFunctionError(payload: Uint8Array): string {
  const { data } = failure.safeParse(parse(payload));
  const words = [data?.errorType, data?.errorMessage].filter((word) => word !== undefined).join(': ');
  return words === '' ? 'the function failed and did not say why' : words.slice(0, LONGEST);
}
