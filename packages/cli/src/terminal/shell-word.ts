/** A word as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  if (/^[\w./:=,@%+-]+$/.test(word)) return word;
  const isPlainInDoubleQuotes = word.includes("'") && !/["$`\\!]/.test(word);
  return isPlainInDoubleQuotes ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
