/** What of a variable's text is wrong, worded to follow `it`; undefined: nothing. */
type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly because: string };

export type Parser<T> = (text: string) => Parsed<T>;

const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
const bad = (because: string) => ({ ok: false, because }) as const;

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Parser<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    const fits = /^\d+$/.test(text) && value >= least && value <= most;
    return fits ? good(value) : bad(`it must be a whole number ${range}`);
  };
}

export const yesOrNo: Parser<boolean> = (text) => {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? good(word === 'true') : bad('it must be true or false');
};

export const oneOf =
  <T extends string>(names: readonly T[]): Parser<T> =>
  (text) => {
    const found = names.find((name) => name.toLowerCase() === text.toLowerCase());
    return found === undefined ? bad(`it must be one of ${names.join(', ')}`) : good(found);
  };

/** As it is written, capitals included. */
export const exactlyOneOf =
  <T extends string>(names: readonly T[]): Parser<T> =>
  (text) => {
    const found = names.find((name) => name === text);
    return found === undefined ? bad(`it must be one of ${names.join(', ')}`) : good(found);
  };

export const someOf =
  <T extends string>(names: readonly T[]): Parser<readonly T[]> =>
  (text) => {
    const words = text.split(',').map((word) => word.trim().toLowerCase());
    const found = names.filter((name) => words.includes(name));
    const isKnown = words.every((word) => names.some((name) => name === word));
    return isKnown ? good(found) : bad(`it must list some of ${names.join(', ')}, with commas between`);
  };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** A bucket's name, alone or with `s3://` before it, as `s3://name`. */
export const bucketName: Parser<string> = (text) => {
  const name = text.replace(/^s3:\/\//, '').replace(/\/$/, '');
  return BUCKET.test(name) ? good(`s3://${name}`) : bad('it must be the name of a bucket');
};

/** Empty, or with `/` at its end. */
export const keyPrefix: Parser<string> = (text) =>
  text.startsWith('/') ? bad('it must not begin with /') : good(text.replace(/(?<=[^/])$/, '/'));

export const httpUrl: Parser<string> = (text) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
    ? good(text)
    : bad('it must be a URL such as https://sqs.us-east-1.amazonaws.com/123456789012/letters');

export const s3Object: Parser<string> = (text) =>
  /^s3:\/\/[^/]+\/.+[^/]$/.test(text) ? good(text) : bad('it must be s3://bucket/key');

export const someText: Parser<string> = (text) => good(text);
