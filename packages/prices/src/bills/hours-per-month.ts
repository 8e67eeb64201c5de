/** Of a mean month: a year's 8,760 hours by twelve, as AWS's own calculator has it. */
export const HOURS_PER_MONTH = 730;
