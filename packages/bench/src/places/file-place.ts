import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { conversionPlan } from '@parquetry/core';
import type { Place } from './place.ts';
import { planOutputs, stemOf } from './plan-outputs.ts';

/** Sources are files already; outputs are files below `scratch`. */
export const filePlace = (scratch: string): Place => ({
  plansFor: ({ inputs }, choice, label) =>
    inputs.map(({ source, schema }, index) => {
      const bucket = join(scratch, label);
      const name = `${index}-${stemOf(basename(source.ref.key))}`;
      const outputs = planOutputs(choice, (format) => ({ bucket, key: `${name}.${format}` }));
      return conversionPlan.parse({ source, schema, outputs });
    }),
  bringHome: async (_workload, plans) => ({ plans }),
  clear: (label) => rm(join(scratch, label), { recursive: true, force: true }),
});
