import { CgroupHome } from './cgroup-home.ts';
import { ClosedLoop } from './closed-loop.ts';
import { CgroupEnclosure, type Enclosing, WatchedEnclosure } from './enclosure.ts';
import type { CpuControl } from './environment.ts';

/** Must be disposed of after all that it enclosed. */
export interface OpenEnclosing extends Enclosing, AsyncDisposable {
  /** Control groups that are there until then. */
  readonly cgroups: readonly string[];
}

async function byCgroup(): Promise<OpenEnclosing | undefined> {
  const home = await CgroupHome.open();
  return (
    home && {
      control: 'cgroup',
      cgroups: home.directories,
      enclose: async (size) => new CgroupEnclosure(await home.make(), size),
      [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
    }
  );
}

function byClosedLoop(): OpenEnclosing | undefined {
  if (process.platform !== 'linux') return undefined;
  const loop = new ClosedLoop();
  return {
    control: 'closed-loop',
    cgroups: [],
    enclose: async (size) => new WatchedEnclosure(loop, size),
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  };
}

const byNothing = (): OpenEnclosing => ({
  control: 'none',
  cgroups: [],
  enclose: async (size) => new WatchedEnclosure(undefined, size),
  [Symbol.asyncDispose]: async () => {},
});

function refuse(control: CpuControl, needs: string): never {
  throw new Error(
    `CPU control by ${control} is not to be had here: it needs ${needs}; leave the choice to the host, or choose none`,
  );
}

/** The best that this machine offers, or what is asked for. */
export async function openEnclosing(control?: CpuControl): Promise<OpenEnclosing> {
  switch (control) {
    case undefined:
      return (await byCgroup()) ?? byClosedLoop() ?? byNothing();
    case 'cgroup':
      return (
        (await byCgroup()) ??
        refuse(control, 'root, or a control group with cpu and memory that is delegated to this user')
      );
    case 'closed-loop':
      return byClosedLoop() ?? refuse(control, 'Linux');
    case 'none':
      return byNothing();
    default:
      return control satisfies never;
  }
}
