import type { ClaimsRecord, RunRecord } from '@parquetry/bench/record';
import { type Html, html } from '../../html.ts';
import { arithmeticSection } from './arithmetic-section.ts';
import { basisSection } from './basis-section.ts';
import { billSection } from './bill-section.ts';
import { ladderSection } from './ladder-section.ts';
import { scalingSection } from './scaling-section.ts';
import { tablesSection } from './tables-section.ts';
import { verdictsSection } from './verdicts-section.ts';

/** All about claims that comes below the first screen. */
export const claimsSections = (record: RunRecord, claims: ClaimsRecord): Html =>
  html`${verdictsSection(record, claims)}
${ladderSection(claims)}
${tablesSection(claims)}
${arithmeticSection(claims)}
${scalingSection(record, claims)}
${billSection(claims)}
${basisSection(claims)}`;
