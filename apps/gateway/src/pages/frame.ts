import type { BreakingAnswer, Site } from '#libs/contracts';
import type { Edition } from '../edition.ts';
import type { PastNote } from '../past/words.ts';

/** What every page knows. */
export interface Frame {
  site: Site;
  edition: Edition;
  /** Milliseconds since 1970; only its date shows, so that bytes stay equal all day. */
  now: number;
  /** Beginning of absolute addresses, without a slash at its end; absent: they stay relative. */
  origin?: string;
  /** Shown above the page; absent where a page shows no alerts, or none are known. */
  breaking?: BreakingAnswer | undefined;
  /** The page is one of the past: what it says of that. It has no address that others should know. */
  past?: PastNote;
}
