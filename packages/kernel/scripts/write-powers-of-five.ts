import { writeFileSync } from 'node:fs';
import { powersOfFiveSource } from './powers-of-five.ts';

writeFileSync(new URL('../assembly/cells/powers-of-five.ts', import.meta.url), powersOfFiveSource());
