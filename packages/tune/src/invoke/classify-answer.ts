import type { SampleOutcome } from '@parquetry/bench/record';
import type { InvocationReport } from '../report-line/report.ts';
import type { FoundReport } from './find-report.ts';
import type { Answer } from './invoke-once.ts';
import { readFunctionError } from './read-answer.ts';

export interface Classified {
  readonly outcome: SampleOutcome;
  readonly because?: string;
}

type Answered = Extract<Answer, { status: 'answered' }>;

const TIMED_OUT = /Task timed out after|Sandbox\.Timedout/;
const KILLED = /signal: killed|Runtime\.OutOfMemory/;

function isOutOfMemory(error: string, report: InvocationReport | undefined): boolean {
  if (report?.errorType === 'Runtime.OutOfMemory' || error.includes('Runtime.OutOfMemory')) return true;
  return KILLED.test(error) && report !== undefined && report.maxMemoryUsedMb >= report.memoryMb;
}

function classifyError(answered: Answered, report: InvocationReport | undefined): Classified {
  const because = readFunctionError(answered.payload);
  if (report?.status === 'timeout' || TIMED_OUT.test(because)) return { outcome: 'timeout', because };
  return { outcome: isOutOfMemory(because, report) ? 'out-of-memory' : 'failed', because };
}

/** An init that timed out is repeated within the invocation: the report has no Init Duration then, an own line has. */
function classifyStart(report: InvocationReport): SampleOutcome {
  if (report.restoreMs !== null) return 'restored';
  return report.initMs !== null || report.initReports.length > 0 ? 'cold' : 'warm';
}

/** How an invocation ended. A report that is missing, or that is of another size, is a failure and no figure. */
export function classifyAnswer(answered: Answered, found: FoundReport, memoryMb: number): Classified {
  const report = found.status === 'found' ? found.report : undefined;
  if (answered.functionError !== null) return classifyError(answered, report);
  if (found.status === 'missing') return { outcome: 'failed', because: found.because };
  if (found.report.memoryMb !== memoryMb) {
    const because = `its REPORT says ${found.report.memoryMb} MB, and the version was published with ${memoryMb} MB`;
    return { outcome: 'failed', because };
  }
  return { outcome: classifyStart(found.report) };
}
