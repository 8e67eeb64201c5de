import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const PROJECT = resolve(import.meta.dirname, '../../..');
const ROOMS = ['core', 'kernel', 'engines', 'fuzz'];
/** What the kernel is beside its TypeScript. */
const KERNEL_PARTS = ['assembly', 'build', 'asconfig.json'];

/** One change of a source file: the text that stands there once, and what replaces it. */
export interface PlantedBug {
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

export interface ProjectCopy extends AsyncDisposable {
  readonly path: string;
}

/** Links all installed packages but the project's own, which are those of the copy. */
async function linkPackages(target: string): Promise<void> {
  const installed = join(PROJECT, 'node_modules');
  await mkdir(join(target, '@parquetry'), { recursive: true });
  for (const name of await readdir(installed)) {
    if (name.startsWith('.') || name === '@parquetry') continue;
    await symlink(join(installed, name), join(target, name));
  }
  for (const room of ROOMS)
    await symlink(join(target, '..', 'packages', room), join(target, '@parquetry', room));
}

/** A copy of the fuzzer and all it tests in a temporary directory. */
export async function copyProject(): Promise<ProjectCopy> {
  const path = await mkdtemp(join(tmpdir(), 'parquetry-planted-'));
  for (const room of ROOMS) {
    const from = join(PROJECT, 'packages', room);
    const to = join(path, 'packages', room);
    await cp(join(from, 'src'), join(to, 'src'), { recursive: true });
    await cp(join(from, 'package.json'), join(to, 'package.json'));
  }
  for (const part of KERNEL_PARTS)
    await cp(join(PROJECT, 'packages/kernel', part), join(path, 'packages/kernel', part), {
      recursive: true,
    });
  await linkPackages(join(path, 'node_modules'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** @throws when the text does not stand in the file exactly once: the bug would not be planted. */
export async function plant(project: ProjectCopy, { file, text, replacement }: PlantedBug): Promise<void> {
  const path = join(project.path, 'packages', file);
  const source = await readFile(path, 'utf8');
  const times = source.split(text).length - 1;
  if (times !== 1) throw new Error(`${file} has ${JSON.stringify(text)} ${times} times`);
  await writeFile(path, source.replace(text, replacement));
}

const run = promisify(execFile);

/** Compiles the kernel of a copy, with the bugs that have been planted in it; unoptimised, which takes a third of the time. */
export async function buildKernel({ path }: ProjectCopy): Promise<void> {
  const asc = join(PROJECT, 'node_modules/assemblyscript/bin/asc.js');
  const args = [asc, 'assembly/index.ts', '--config', 'asconfig.json', '--optimizeLevel', '0'];
  await run(process.execPath, args, { cwd: join(path, 'packages/kernel') });
}
