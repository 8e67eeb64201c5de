/** The region that an ARN of a function names; undefined for a name, which is looked for where the clients are. */
export const regionOfArn = (nameOrArn: string): string | undefined =>
  /^arn:[\w-]+:lambda:([\w-]+):\d{12}:/.exec(nameOrArn)?.[1];
