import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const project = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const dockerfile = readFileSync(project('packages/lambda/docker/Dockerfile'), 'utf8');
const ignored = readFileSync(project('packages/lambda/docker/Dockerfile.dockerignore'), 'utf8').split('\n');

interface Instruction {
  readonly name: string;
  readonly rest: string;
  /** From 0. */
  readonly stage: number;
}

function instructionsOf(text: string): Instruction[] {
  let stage = -1;
  return text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line)!;
      if (name === 'FROM') stage += 1;
      return { name: name!, rest: rest!, stage };
    });
}

const instructions = instructionsOf(dockerfile);
const named = (name: string) => instructions.filter((one) => one.name === name);
const wordsOf = ({ rest }: Instruction) => rest.split(/\s+/);

/** Of a COPY: all words but flags and the last. */
const sourcesOf = (copy: Instruction) =>
  wordsOf(copy)
    .filter((word) => !word.startsWith('--'))
    .slice(0, -1);

const fromContext = named('COPY').filter(({ rest }) => !rest.includes('--from='));
const fromBuild = named('COPY').filter(({ rest }) => rest.includes('--from=build'));

describe('the image of the worker', () => {
  it('copies what is there, and what its context lets through', () => {
    const sources = fromContext.flatMap(sourcesOf);
    expect(sources).not.toEqual([]);
    for (const source of sources) {
      expect(existsSync(project(source)), source).toBe(true);
      expect(ignored).toContain(`!${source}`);
    }
    expect(ignored).toContain('*');
  });

  it('takes from its first stage what that has copied or installed', () => {
    const made = [...fromContext.flatMap(sourcesOf), 'node_modules'];
    for (const source of fromBuild.flatMap(sourcesOf)) expect(made).toContain(source.replace('/app/', ''));
  });

  it('starts the command as somebody who is not root, and stops it by SIGTERM', () => {
    const last = named('FROM').length - 1;
    const ofLast = (name: string) => named(name).find(({ stage }) => stage === last)?.rest;
    expect(ofLast('USER')).toBe('node');
    expect(ofLast('STOPSIGNAL')).toBe('SIGTERM');
    const [node, script] = JSON.parse(ofLast('ENTRYPOINT')!);
    expect(node).toBe('node');
    expect(existsSync(project(script))).toBe(true);
    expect(JSON.parse(ofLast('CMD')!)).toEqual(['run', 'worker']);
  });

  it('has the Node that the project asks for, for any architecture, and no secrets', () => {
    for (const { rest } of named('FROM')) expect(rest).toMatch(/^node:24-bookworm-slim( AS build)?$/);
    expect(dockerfile).not.toMatch(/AWS_|SECRET|TOKEN|PASSW|--platform/i);
    expect(ignored).toContain('**/.env*');
  });
});
