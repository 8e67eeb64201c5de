/** Name of the workflow that measures: by it the one that comments is started. */
export const GATE_WORKFLOW_NAME = 'Parquetry gate';
/** Name of the artifact, which holds `gate.json`. */
export const ARTIFACT = 'parquetry-gate';
export const HISTORY_BRANCH = 'parquetry-gate-history';

/** Commits of the tags that stand beside them in the workflows. A tag can be moved, a commit cannot. */
export const ACTIONS = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  setupNode: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  uploadArtifact: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
  downloadArtifact: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1',
} as const;

/** How a project is made ready in a workflow. */
export interface ProjectSetup {
  /** As the inputs of setup-node are called. */
  readonly node: { readonly input: 'node-version' | 'node-version-file'; readonly value: string };
  /** Shell commands, in this order. */
  readonly install: readonly string[];
}

/** What the project says of itself, and what is asked for. */
export interface WorkflowFacts extends ProjectSetup {
  readonly defaultBranch: string;
  /** Of measuring; builds come on top. */
  readonly maxMinutes: number;
}

/** An expression of GitHub, kept out of template literals, which write the same signs. */
export const expression = (text: string) => `$\{{ ${text} }}`;

const indented = (text: string, spaces: number) => text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));

/** Steps of a job, at the depth at which they stand in a workflow. */
export const steps = (...all: readonly string[]) => indented(all.map((step) => step.trim()).join('\n'), 6);

/** The project's Node and its dependencies. No cache: what a pull request could leave in one is never restored. */
export const setupSteps = ({ node, install }: ProjectSetup): string =>
  [
    `- uses: ${ACTIONS.setupNode}
  with:
    ${node.input}: ${JSON.stringify(node.value)}
    package-manager-cache: false`,
    ...install.map((command) => `- run: ${command}`),
  ].join('\n');
