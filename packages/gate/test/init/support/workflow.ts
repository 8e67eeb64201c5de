import { parse } from 'yaml';
import { z } from 'zod';
import type { WorkflowFacts } from '../../../src/init/workflow-parts.ts';

export const FACTS: WorkflowFacts = {
  node: { input: 'node-version', value: '24' },
  install: ['npm ci'],
  defaultBranch: 'main',
  maxMinutes: 20,
};

const step = z.looseObject({
  name: z.string().optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type Step = z.infer<typeof step>;

const workflow = z.looseObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  defaults: z.unknown(),
  jobs: z.record(
    z.string(),
    z.looseObject({
      permissions: z.record(z.string(), z.string()).optional(),
      env: z.record(z.string(), z.string()).optional(),
      steps: z.array(step),
    }),
  ),
});

export const parseWorkflow = (text: string) => workflow.parse(parse(text));
export type Workflow = ReturnType<typeof parseWorkflow>;

export const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

export function stepNamed(of: Workflow, name: string): Step & { readonly run: string } {
  const found = stepsOf(of).find((one) => one.name === name);
  if (found?.run === undefined) throw new Error(`no step ${name}`);
  return { ...found, run: found.run };
}
