import type { KillStep } from './kills/kill-steps.ts';

/** What a campaign is doing. */
export type CampaignProgress =
  | { readonly step: 'put'; readonly files: number }
  /** A process is under way; `delivered` counts each source once, over all processes. */
  | {
      readonly step: 'deliver' | 'redrive';
      readonly kill: KillStep | undefined;
      readonly delivered: number;
      readonly files: number;
    }
  /** A kill has been made. */
  | { readonly step: 'killed' }
  | { readonly step: 'judge'; readonly files: number }
  /** The delivery that is broken on purpose. */
  | { readonly step: 'sight' };
