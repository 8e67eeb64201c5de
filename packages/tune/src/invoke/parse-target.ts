import { TuneError } from '../plan/tune-error.ts';

/** A function, and which of its versions. */
export interface FunctionTarget {
  /** A name, or an ARN without a qualifier. */
  readonly name: string;
  /** A version or an alias; null: `$LATEST`. */
  readonly qualifier: string | null;
}

const FORM =
  /^((?:arn:[\w-]+:lambda:)?(?:[\w-]+:)?(?:\d{12}:)?(?:function:)?)([\w-]+)(?::(\$LATEST|[\w-]+))?$/;

/**
 * Reads a name, a partial ARN or an ARN, each with a version or an alias or without. Source: AWS Lambda API reference,
 * Invoke, FunctionName.
 *
 * @throws TuneError on anything else.
 */
export function parseTarget(text: string): FunctionTarget {
  const short = /^([\w-]+)(?::(\$LATEST|[\w-]+))?$/.exec(text);
  const match = short ? [text, '', short[1], short[2]] : FORM.exec(text);
  const [, prefix, name, qualifier] = match ?? [];
  if (prefix === undefined || name === undefined || (prefix !== '' && !prefix.endsWith('function:'))) {
    throw new TuneError(
      'refused',
      `${text} names no function: write its name or its ARN, with :alias or :version behind it where wanted`,
    );
  }
  return {
    name: `${prefix}${name}`,
    qualifier: qualifier === undefined || qualifier === '$LATEST' ? null : qualifier,
  };
}

/** Of a name or an ARN without a qualifier. */
export const bareName = (name: string): string => name.split(':').at(-1)!;
