/** A statement that allows something; the resources are whole ARNs, or end in `/*` or `:*` behind a name. */
export interface Grant {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A bucket and the prefix that is meant. */
export interface BucketPlace {
  readonly arn: string;
  readonly prefix: string;
}

export const objectsOf = ({ arn, prefix }: BucketPlace): string => `${arn}/${prefix}*`;
