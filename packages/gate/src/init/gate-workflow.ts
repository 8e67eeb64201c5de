import {
  ACTIONS,
  ARTIFACT,
  expression,
  GATE_WORKFLOW_NAME,
  HISTORY_BRANCH,
  setupSteps,
  steps,
  type WorkflowFacts,
} from './workflow-parts.ts';

/** Checking out, installing and building both sides. */
const MINUTES_BESIDE_MEASURING = 25;

const measureSteps = (facts: WorkflowFacts) =>
  steps(
    `
- uses: ${ACTIONS.checkout}
  with:
    # Of a pull request its last commit, not GitHub's merge of it: what was accepted is bound to the base of that commit.
    ref: ${expression('github.event.pull_request.head.sha || github.sha')}
    fetch-depth: 0
    persist-credentials: false`,
    `- run: git remote set-head origin ${facts.defaultBranch}`,
    setupSteps(facts),
    `
# Writes the job summary and the annotations by itself. Outside the checkout: a file in it would make head differ from its commit.
- name: Compare with the base
  run: npx --no-install parquetry gate --json --max-minutes ${facts.maxMinutes} > "$RUNNER_TEMP/gate.json"`,
    `
- if: always()
  uses: ${ACTIONS.uploadArtifact}
  with:
    name: ${ARTIFACT}
    path: ${expression('runner.temp')}/gate.json
    overwrite: true
    retention-days: 30`,
  );

/** The token is in the environment of the steps that talk to GitHub, and of no other. */
const historySteps = (facts: WorkflowFacts) =>
  steps(
    `
- uses: ${ACTIONS.checkout}
  with:
    persist-credentials: false`,
    setupSteps(facts),
    `
- uses: ${ACTIONS.downloadArtifact}
  with:
    name: ${ARTIFACT}
    path: ${expression('runner.temp')}/gate`,
    `
- name: Fetch the history, or begin it
  env:
    GH_TOKEN: ${expression('github.token')}
  run: |
    gh auth setup-git
    git init --quiet "$RUNNER_TEMP/history"
    cd "$RUNNER_TEMP/history"
    git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"
    found=0
    git ls-remote --exit-code origin "refs/heads/$HISTORY_BRANCH" > "$RUNNER_TEMP/ref" || found=$?
    case "$found" in
      0)
        git fetch --quiet origin "refs/heads/$HISTORY_BRANCH"
        git checkout --quiet -B "$HISTORY_BRANCH" FETCH_HEAD
        ;;
      2) git checkout --quiet --orphan "$HISTORY_BRANCH" ;;
      *) exit "$found" ;;
    esac`,
    `
- name: Add this run to it
  run: npx --no-install parquetry gate history --directory "$RUNNER_TEMP/history" --branch "$GITHUB_REF_NAME" --add "$RUNNER_TEMP/gate/gate.json"`,
    `
# Never with force. Where another run was faster, its files and these lie side by side.
- name: Publish it
  env:
    GH_TOKEN: ${expression('github.token')}
  run: |
    cd "$RUNNER_TEMP/history"
    git add --all
    git commit --quiet --message "Gate of $GITHUB_SHA"
    for try in 1 2 3 4 5; do
      if git push --quiet origin "HEAD:refs/heads/$HISTORY_BRANCH"; then exit 0; fi
      echo "Try $try: another run was faster"
      git pull --quiet --rebase origin "$HISTORY_BRANCH"
    done
    exit 1`,
  );

/** The workflow that measures pull requests with a token that can read, and adds runs of the default branch to the history. */
export const gateWorkflow = (facts: WorkflowFacts): string => `\
# Written by \`parquetry gate init\`. Actions are pinned to commits; the tag beside each is where the commit was found.
name: ${GATE_WORKFLOW_NAME}

on:
  pull_request:
  push:
    branches: [${JSON.stringify(facts.defaultBranch)}]

# A pull request's own code runs here: it may read, and is given no secret.
permissions:
  contents: read

# With -eo pipefail.
defaults:
  run:
    shell: bash

# A newer push to a pull request ends the run of the older one.
concurrency:
  group: parquetry-gate-${expression('github.event.pull_request.number || github.sha')}
  cancel-in-progress: true

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: ${facts.maxMinutes + MINUTES_BESIDE_MEASURING}
    steps:
${measureSteps(facts)}

  # Never of a pull request. Regressions too: a history tells what was.
  history:
    needs: gate
    if: ${expression("!cancelled() && github.event_name == 'push'")}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: write
    env:
      HISTORY_BRANCH: ${HISTORY_BRANCH}
      GIT_AUTHOR_NAME: github-actions[bot]
      GIT_AUTHOR_EMAIL: 41898282+github-actions[bot]@users.noreply.github.com
      GIT_COMMITTER_NAME: github-actions[bot]
      GIT_COMMITTER_EMAIL: 41898282+github-actions[bot]@users.noreply.github.com
    steps:
${historySteps(facts)}
`;
