/** A number as messages have it: `48,113`. */
export const formatCount = (value: number): string => value.toLocaleString('en-US');
