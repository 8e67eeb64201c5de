/** A number as messages have it: `48,113`. */
export const formatCount = (value: number | bigint): string => value.toLocaleString('en-US');

/** `1 row`, `48,113 rows` */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
