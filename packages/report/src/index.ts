export { answerSentence } from './answer.ts';
export { gateAnnotations } from './gate/gate-annotations.ts';
export { GATE_COMMENT_MARK, gateComment } from './gate/gate-comment.ts';
export { gateMarkdown } from './gate/gate-markdown.ts';
export { METRIC_WORDS, VERDICT_SIGNS, VERDICT_WORDS } from './gate/gate-words.ts';
export { ArtifactError } from './gate/read-hostile-record.ts';
export { renderReport } from './render-report.ts';
export { changeText, excludesText, setPercent, signedPercent } from './text/changes.ts';
export { visibleText } from './text/visible-text.ts';
