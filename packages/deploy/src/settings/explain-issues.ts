import type { z } from 'zod';

/** A line for every issue: where it is, and what is wrong there. */
export const explainIssues = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `  ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`).join('\n');
