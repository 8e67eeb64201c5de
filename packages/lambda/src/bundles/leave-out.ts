import type { Plugin } from 'esbuild';

/** Of experiments on a developer's machine, and contestants with native libraries of 100 MB. */
const LEFT_OUT = /^@parquetry\/(bench\/pipeline|local-aws\/network)$|\/contestants\/.*-engine\.ts$/;

const NAMESPACE = 'left-out';

/** What a function has no use for is loaded nowhere, so that it can be left out; whoever asks for it is told. */
export const leaveOut: Plugin = {
  name: 'left out of functions',
  setup(build) {
    build.onResolve({ filter: LEFT_OUT }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: NAMESPACE } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is no part of the deployed functions`)});`,
      loader: 'js',
    }));
  },
};
