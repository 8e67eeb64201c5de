import type { Answer } from './convert/answer-invocation.ts';
import { type ConvertFunction, type FunctionContext, openConvertFunction } from './convert/open-function.ts';

let opening: Promise<ConvertFunction> | undefined;

async function open(): Promise<ConvertFunction> {
  opening ??= openConvertFunction(process.env);
  try {
    return await opening;
  } catch (error) {
    // The next one tries again: what was wrong may have been a store.
    opening = undefined;
    throw error;
  }
}

// A part of the init phase, which has a whole CPU however small the function is. What is wrong is told to whoever calls.
await open().catch(() => {});

/** What is deployed as `convert`. */
export const handler = async (event: unknown, context: FunctionContext): Promise<Answer> =>
  (await open()).answer(event, context);
