const listed = (keys: readonly string[]) => {
  const shown = keys.slice(0, 3).join(', ');
  return keys.length > 3 ? `${shown} and ${keys.length - 3} more` : shown;
};

/** How the objects that were found differ from those that were planned, in words; undefined where they do not. */
export function objectDifference(expected: readonly string[], found: readonly string[]): string | undefined {
  const [wanted, there] = [new Set(expected), new Set(found)];
  const missing = expected.filter((key) => !there.has(key));
  if (missing.length > 0) return `${missing.length} objects were not written: ${listed(missing)}`;
  const others = found.filter((key) => !wanted.has(key));
  return others.length === 0 ? undefined : `${others.length} objects are no outputs: ${listed(others)}`;
}
