export { answerSentence } from './answer.ts';
export { renderReport } from './render-report.ts';
