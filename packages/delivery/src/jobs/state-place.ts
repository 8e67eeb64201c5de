import type { Place } from './recipe.ts';

/** Where all is kept that goes with outputs and is none; readers of tables pass over names with an underscore. */
export const statePlace = ({ bucket, prefix }: Place): Place => ({ bucket, prefix: `${prefix}_parquetry/` });
