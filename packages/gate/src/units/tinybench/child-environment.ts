/** This process's environment without what a runner of tests puts there for its own workers. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^VITEST|^TEST$|^NODE_CHANNEL/.test(name));
  return Object.fromEntries(own);
}
