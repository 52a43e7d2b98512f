/** What crosses the wire, as the contracts have it: types alone, nothing of them is left in the compiled client. */
import type { ArticleInput, EventOutcome, Fault } from '../../contracts/src/contracts.ts';

export type {
  ArticleInput,
  BatchReceipt,
  Envelope,
  EventOutcome,
  EventStatus,
  Fault,
  ImportDryRun,
  ImportReceipt,
  MediaReceipt,
  NewsroomType,
  Notice,
  Problem,
  ProblemCode,
  Receipt,
  TakedownReceipt,
  WireFormat,
} from '../../contracts/src/contracts.ts';

/** What publishing would do; nothing is published. */
export interface DryRun {
  dryRun: true;
  uri?: string;
  version?: number;
  /** As it would be kept; absent of what is no article. */
  article?: ArticleInput;
  warnings?: Fault[];
  /** What differs from the newest version that is kept now, each by its JSON Pointer. */
  diff?: { pointer: string; from?: unknown; to?: unknown }[];
  /** What would become of it now. */
  outcome?: EventOutcome;
  /** The outcome in words. */
  reason?: string;
  /** Path of the article page. */
  url?: string;
}

/** What a key may be for. */
export type KeyScope = 'publish' | 'curate' | 'breaking' | 'withdraw' | 'read' | 'admin';

export interface KeyInput {
  name: string;
  mode: 'live' | 'test';
  scopes: KeyScope[];
  /** Beginnings of the uris that it may speak of; absent: of all. */
  prefixes?: string[];
  /** RFC 3339 with zone. */
  expires?: string;
}

export interface KeyRow extends KeyInput {
  id: string;
  created: string;
  revoked?: string;
}

/** A new key; its secret is told this once. */
export interface KeyMade extends KeyRow {
  secret: string;
}

/** A new webhook secret; the one before it is good until `previousValidUntil`. */
export interface WebhookSecret {
  secret: string;
  previousValidUntil?: string | null;
}

export interface WhoAmI {
  id: string;
  name?: string;
  mode: 'live' | 'test';
  scopes: KeyScope[];
  prefixes?: string[];
  quota?: { limit: number; remaining: number; reset: number };
}
