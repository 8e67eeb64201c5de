import type { TuneRecord } from '@parquetry/bench/record';
import { type Html, nothing } from '../../html.ts';
import { distributionSection } from './distribution-section.ts';
import { loadSection } from './load-section.ts';
import { outcomesSection } from './outcomes-section.ts';
import { startsSection } from './starts-section.ts';
import { tuneBasisSection } from './tune-basis-section.ts';
import { tuneBillSection } from './tune-bill-section.ts';
import { tuneSamplesSection } from './tune-samples-section.ts';
import { tuneStagesSection } from './tune-stages-section.ts';

/** A section, and what leads to it. */
export interface TuneSection {
  readonly id: string;
  readonly title: string;
  readonly section: Html;
}

/** All about a tune that comes below its answer; what the record has nothing for is left out. */
export function tuneSections(tune: TuneRecord): TuneSection[] {
  const all = [
    { id: 'tune-bill', title: 'Bill', section: tuneBillSection(tune) },
    { id: 'tune-starts', title: 'Cold and warm', section: startsSection(tune) },
    { id: 'tune-stages', title: 'Stages', section: tuneStagesSection(tune) },
    { id: 'tune-load', title: 'Load', section: loadSection(tune) },
    { id: 'tune-distributions', title: 'Distributions', section: distributionSection(tune) },
    { id: 'tune-outcomes', title: 'Outcomes', section: outcomesSection(tune) },
    { id: 'tune-samples', title: 'Samples', section: tuneSamplesSection(tune) },
    { id: 'tune-basis', title: 'How it was measured', section: tuneBasisSection(tune) },
  ];
  return all.filter(({ section }) => section !== nothing);
}
