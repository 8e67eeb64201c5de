/** Memory of a function is none of the settings of this process, nor is a list of sizes. */
export function withoutSizes(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { memory, ...others } = flags;
  const isOfFunction = flags['target'] !== undefined || String(memory).includes(',');
  return isOfFunction ? others : { ...flags };
}
