/** A sentence with the paths below a directory as they look from there. */
export function shortPaths(text: string, directory: string): string {
  const prefix = directory.endsWith('/') ? directory : `${directory}/`;
  if (prefix === '/') return text;
  const isStart = (at: number) => at === 0 || /[\s"'(]/.test(text[at - 1]!);
  let short = '';
  let from = 0;
  for (let at = text.indexOf(prefix); at !== -1; at = text.indexOf(prefix, at + 1)) {
    if (!isStart(at)) continue;
    short += text.slice(from, at);
    from = at + prefix.length;
  }
  return short + text.slice(from);
}
