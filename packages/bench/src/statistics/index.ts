export { estimateMedian, halfBinomialCdf, scaleEstimate } from './estimate-median.ts';
export { exactly } from './judge-bar.ts';
export { median } from './median.ts';
export { studentT } from './student-t.ts';
