import { inspect } from 'node:util';

export type ChildReply<Answer> =
  | { readonly status: 'answered'; readonly answer: Answer }
  | { readonly status: 'failed'; readonly error: string };

const MOST_LINES = 16;

const describe = (error: unknown) =>
  error instanceof Error ? inspect(error).split('\n').slice(0, MOST_LINES).join('\n') : String(error);

/** The child's side of a `ChildLine`: answers one question after the other until its parent has gone. */
export function serveChildLine<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.once('disconnect', () => process.exit(1));
  process.on('message', async (question: Question) => {
    let reply: ChildReply<Answer>;
    try {
      reply = { status: 'answered', answer: await answer(question) };
    } catch (error) {
      reply = { status: 'failed', error: describe(error) };
    }
    process.send?.(reply, () => {});
  });
}
