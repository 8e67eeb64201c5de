import { z } from 'zod';

/** Header in which a local function host says whether it gave an invocation the CPU of its size. */
export const HOST_SHARE_HEADER = 'x-local-aws-sample';

const hostShare = z.object({
  control: z.enum(['cgroup', 'closed-loop', 'none']),
  isSpoiled: z.boolean(),
  because: z.string().optional(),
});
export type HostShare = z.infer<typeof hostShare>;

/** Reads the header; AWS sends none. */
export function readHostShare(headers: Readonly<Record<string, string>>): HostShare | null {
  const text = headers[HOST_SHARE_HEADER];
  if (text === undefined) return null;
  try {
    return hostShare.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`the local host sent a ${HOST_SHARE_HEADER} that nobody can read: ${text}`, {
      cause: error,
    });
  }
}
