import {
  ACTIONS,
  ARTIFACT,
  expression,
  GATE_WORKFLOW_NAME,
  type ProjectSetup,
  setupSteps,
  steps,
} from './workflow-parts.ts';

/** First line of every comment; `parquetry gate comment` writes it. */
const COMMENT_MARK = '<!-- parquetry-gate -->';
/** As much as `parquetry gate comment` reads. */
const MOST_BYTES = 5_000_000;

/** Nothing to comment on is no failure: then nothing after the first step runs. */
const IF_PULL = "if: steps.find.outputs.number != ''";
const IF_RECORD = "if: steps.find.outputs.artifact != ''";

const findStep = `
# By the run's own head, asked of GitHub: whatever a pull request says of itself in its artifact, it speaks in its own place.
- name: Find the pull request and its artifact
  id: find
  env:
    GH_TOKEN: ${expression('github.token')}
    HEAD_OWNER: ${expression('github.event.workflow_run.head_repository.owner.login')}
    HEAD_REPOSITORY: ${expression('github.event.workflow_run.head_repository.full_name')}
    HEAD_BRANCH: ${expression('github.event.workflow_run.head_branch')}
    HEAD_SHA: ${expression('github.event.workflow_run.head_sha')}
    RUN_ID: ${expression('github.event.workflow_run.id')}
  run: |
    number=$(gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" -f state=open -f "head=$HEAD_OWNER:$HEAD_BRANCH" |
      jq --raw-output '[.[] | select(.head.sha == env.HEAD_SHA and .head.repo.full_name == env.HEAD_REPOSITORY).number]
        | if length == 1 then first else empty end')
    if [[ ! "$number" =~ ^[0-9]+$ ]]; then
      echo '::notice::No comment: not exactly one open pull request has the commit of this run as its last.'
      exit 0
    fi
    echo "number=$number" >> "$GITHUB_OUTPUT"
    found=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$RUN_ID/artifacts?name=${ARTIFACT}&per_page=100" |
      jq --raw-output '[.artifacts[] | select(.expired | not)] | max_by(.id) // empty | "\\(.id) \\(.size_in_bytes)"')
    read -r artifact bytes <<< "$found"
    if [[ ! "$artifact" =~ ^[0-9]+$ ]]; then
      echo '::warning::The run left no artifact.'
    elif [[ ! "$bytes" =~ ^[0-9]+$ ]] || (( bytes > ${MOST_BYTES} )); then
      echo '::warning::The artifact is too large to be a record of a gate; it is not fetched.'
    else
      echo "artifact=$artifact" >> "$GITHUB_OUTPUT"
    fi`;

const renderSteps = (setup: ProjectSetup) => `
# The default branch, for the command. Head is never checked out here.
- ${IF_RECORD}
  uses: ${ACTIONS.checkout}
  with:
    ref: ${expression('github.event.repository.default_branch')}
    persist-credentials: false
${setupSteps(setup).replaceAll(/^- /gm, `- ${IF_RECORD}\n  `)}
- ${IF_RECORD}
  continue-on-error: true
  uses: ${ACTIONS.downloadArtifact}
  with:
    artifact-ids: ${expression('steps.find.outputs.artifact')}
    run-id: ${expression('github.event.workflow_run.id')}
    github-token: ${expression('github.token')}
    path: ${expression('runner.temp')}/artifact
# Hostile text: read by the one command that takes it as such, without a token in its environment. Where it refuses, that is
# the comment: what an earlier run found does not stand for this one.
- name: Write the comment
  ${IF_PULL}
  env:
    RUN_ID: ${expression('github.event.workflow_run.id')}
  run: |
    record="$RUNNER_TEMP/artifact/gate.json"
    if [ -f "$record" ] && [ ! -L "$record" ] && [ "$(wc -c < "$record")" -le ${MOST_BYTES} ] &&
      npx --no-install parquetry gate comment "$record" > "$RUNNER_TEMP/comment.md"; then exit 0; fi
    echo '::warning::The run left no record of a gate that can be shown.'
    printf '%s\\n' '${COMMENT_MARK}' \\
      "The last run of the gate left no record that can be shown: [its page]($GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$RUN_ID) says why." \\
      > "$RUNNER_TEMP/comment.md"`;

const postStep = `
- name: Post it, or replace the last one
  ${IF_PULL}
  env:
    GH_TOKEN: ${expression('github.token')}
    NUMBER: ${expression('steps.find.outputs.number')}
  run: |
    last=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments?per_page=100" |
      jq --raw-output --slurp 'add // [] | map(select(.user.login == "github-actions[bot]" and (.body | startswith("${COMMENT_MARK}"))))
        | first.id // empty')
    if [ -n "$last" ]; then
      gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$last" -F "body=@$RUNNER_TEMP/comment.md"
    else
      gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" -F "body=@$RUNNER_TEMP/comment.md"
    fi`;

/** The workflow that comments: it may write, and so never runs what a pull request wrote. */
export const commentWorkflow = (setup: ProjectSetup): string => `\
# Written by \`parquetry gate init\`. Actions are pinned to commits; the tag beside each is where the commit was found.
name: ${GATE_WORKFLOW_NAME} comment

# Runs as it stands on the default branch, whatever a pull request changes in this file.
on:
  workflow_run:
    workflows: [${GATE_WORKFLOW_NAME}]
    types: [completed]

permissions:
  contents: read
  actions: read
  pull-requests: write

# With -eo pipefail.
defaults:
  run:
    shell: bash

# Comments of one pull request are written one after the other.
concurrency: parquetry-gate-comment-${expression('github.event.workflow_run.head_repository.full_name')}-${expression('github.event.workflow_run.head_branch')}

jobs:
  comment:
    if: github.event.workflow_run.event == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
${steps(findStep, renderSteps(setup), postStep)}
`;
