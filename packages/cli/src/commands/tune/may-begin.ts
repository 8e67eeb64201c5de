import { isAllowed } from '../../terminal/ask.ts';
import type { Prepared, Tuning } from './measure-tune.ts';
import { tellPlan } from './tell-plan.ts';

/** Whether somebody said yes to what would be done on AWS; on this machine nobody is asked. */
export async function mayBegin(
  { place, plan }: Prepared,
  { context, options }: Pick<Tuning, 'context' | 'options'>,
): Promise<boolean> {
  if (place.place === 'local') return true;
  tellPlan(plan, context.terminal);
  return options.yes === true || (await isAllowed('Go ahead?', context.terminal));
}
