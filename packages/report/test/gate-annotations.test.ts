import { describe, expect, it } from 'vitest';
import { gateAnnotations } from '../src/index.ts';
import { quietGate, recordOfGate, troubledGate } from './support/gate-record.ts';

const annotationsOf = (gate = troubledGate()) =>
  gateAnnotations(recordOfGate(gate)).map((line) => line.replaceAll('\u00a0', ' '));

describe('annotations of a gate', () => {
  it('are none where everything passed', () => {
    expect(annotationsOf(quietGate())).toEqual([]);
  });

  it('name the verdict first, then every benchmark that did not pass, acceptances and the watch list', () => {
    const lines = annotationsOf();
    expect(lines[0]).toMatch(
      /^::error title=Gate%3A infrastructure failure::my-tool parse does not run in head, /,
    );
    expect(lines.slice(1).map((line) => line.split('::').slice(1, 2)[0])).toEqual(
      [
        'error title=Infrastructure failure%3A my-tool parse',
        'error title=Regression%3A csv/wasm-arrow',
        'notice title=Accepted slowdown%3A avro/encode',
        'notice title=Worth a look%3A s3/pipeline',
        'warning title=Inconclusive%3A s3/pipeline',
        'warning title=Void acceptance%3A csv/simd',
      ].toSorted(
        (a, b) => lines.findIndex((line) => line.includes(a)) - lines.findIndex((line) => line.includes(b)),
      ),
    );
    expect(lines).toContain(
      '::error title=Regression%3A csv/wasm-arrow::CPU time is 7 %25 more than that of base, by all looks',
    );
  });

  it('warn of an inconclusive run that may go on, and report one that may not as an error', () => {
    const undecided = { ...quietGate(), verdict: 'inconclusive' as const };
    expect(annotationsOf({ ...undecided, exitCode: 0 })[0]).toMatch(/^::warning /);
    expect(annotationsOf({ ...undecided, exitCode: 3 })[0]).toMatch(/^::error /);
  });

  it('report a canary that misbehaved', () => {
    const gate = quietGate();
    const canaries = [{ ...gate.canaries[1]!, found: 'quiet' as const, misbehaved: true }];
    expect(annotationsOf({ ...gate, canaries })).toEqual([
      '::error title=Canary misbehaved%3A canary%3A a tenth more work::expected alarm, found quiet, +10.1 %25 (+8.7 to +11.6); the run says nothing',
    ]);
  });

  it('let no name or reason start another command or leave its property', () => {
    const gate = troubledGate();
    const [bad] = gate.benchmarks.filter(({ verdict }) => verdict === 'regression');
    const hostile = {
      ...bad!,
      name: 'a,file=/etc/passwd::x\r\n::stop-commands::y%0A\u001b[31m',
      because: 'one\n::error::two%0Athree\u202E',
    };
    const lines = annotationsOf({ ...gate, benchmarks: [hostile], acceptances: [] });
    expect(lines[1]).toBe(
      '::error title=Regression%3A a%2Cfile=/etc/passwd%3A%3Ax %3A%3Astop-commands%3A%3Ay%250A\ufffd[31m::one ::error::two%250Athree\ufffd',
    );
    expect(lines.every((line) => !/[\r\n]/.test(line))).toBe(true);
  });

  it('are ten of a kind at most, the last of which counts the others', () => {
    const gate = troubledGate();
    const bad = gate.benchmarks.find(({ verdict }) => verdict === 'regression')!;
    const benchmarks = Array.from({ length: 40 }, (_, index) => ({ ...bad, name: `b${index}` }));
    const errors = annotationsOf({ ...gate, benchmarks }).filter((line) => line.startsWith('::error '));
    expect(errors).toHaveLength(10);
    expect(errors[9]).toContain('… and 32 more of this kind');
  });
});
