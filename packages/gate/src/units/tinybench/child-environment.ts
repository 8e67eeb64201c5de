import { measuredEnvironment } from '../../trees/tree-environment.ts';

/**
 * What a process of benchmarks sees: programs that have only a name are those of its own tree. What a runner of tests puts
 * there for its own workers is left out.
 */
export function childEnvironment(treeDirectory: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^VITEST|^TEST$|^NODE_CHANNEL/.test(name));
  return measuredEnvironment(treeDirectory, Object.fromEntries(own));
}
