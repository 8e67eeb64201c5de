import type { Plugin } from 'esbuild';

/** Zod's own messages in fifty languages are half of what a function would load at its start. */
const LOCALES = /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/;

export const oneLanguage: Plugin = {
  name: 'one language',
  setup(build) {
    build.onLoad({ filter: LOCALES }, () => ({
      contents: `export { default as en } from './en.js';`,
      loader: 'js',
    }));
  },
};
