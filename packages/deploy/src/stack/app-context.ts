/** Templates are checked against CloudFormation's own rules when they are made, and trouble there is an error. */
export const appContext = { '@aws-cdk/core:validateAgainstDefaultRules': true } as const;
