/** The module of a thread: beside this one, as source and in a bundle. */
export const besideThis = (name: string): URL =>
  new URL(import.meta.url.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, import.meta.url);
