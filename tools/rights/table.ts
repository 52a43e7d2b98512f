// Which app may do what in which engine: nothing that it does not do. The files in deploy/rights are made of it
// (tools/rights/files.ts), and a test holds it against what the sources of each app say. Who may ask what over HTTP is
// test/e2e/rights/table.ts.
import type { topics } from '#libs/contracts';

type TopicName = keyof typeof topics;

/** What one user does in the log. */
export interface LogRights {
  /** Reads as a group of that name and puts what it can't use among its dead letters. */
  readonly consumes: readonly TopicName[];
  /** Each process is a group of its own, whose name begins so. */
  readonly memberEach?: true;
  /** Reads whole from its begin on, and follows. */
  readonly follows: readonly TopicName[];
  /** Reads parts of, beside its group. */
  readonly scans: readonly TopicName[];
  readonly writes: readonly TopicName[];
  /** Asks where it ends, and how long it keeps what it has, without reading it. */
  readonly asks: readonly TopicName[];
  /** Looks how far every group has come: whether something is applied everywhere. */
  readonly watches: boolean;
  /** Reads dead letters, brings them back and closes them. */
  readonly letters: boolean;
  /** Hears of pauses of its reading, and tells of them. */
  readonly pauses: boolean;
}

const none: LogRights = {
  consumes: [],
  follows: [],
  scans: [],
  writes: [],
  asks: [],
  watches: false,
  letters: false,
  pauses: false,
};

export const logRights = {
  ingest: {
    ...none,
    follows: ['keys', 'subscriptions', 'decisions'],
    writes: ['intake', 'keys', 'subscriptions', 'decisions'],
    watches: true,
  },
  content: { ...none, consumes: ['intake'], writes: ['intake', 'changes'], pauses: true },
  search: { ...none, consumes: ['changes'], scans: ['changes'], pauses: true },
  popularity: {
    ...none,
    consumes: ['changes', 'views'],
    follows: ['decisions'],
    scans: ['changes', 'views'],
    pauses: true,
  },
  gateway: {
    ...none,
    consumes: ['changes'],
    memberEach: true,
    scans: ['changes'],
    writes: ['views'],
    pauses: true,
  },
  syndication: {
    ...none,
    consumes: ['changes'],
    follows: ['subscriptions'],
    writes: ['subscriptions'],
    watches: true,
    pauses: true,
  },
  ops: {
    ...none,
    follows: ['audit'],
    scans: ['audit', 'intake'],
    writes: ['audit'],
    asks: ['intake'],
    watches: true,
    letters: true,
  },
  /** Whoever has the `sosik` command line and the log. */
  sosik: { ...none, scans: ['intake', 'changes', 'views'], watches: true, letters: true },
} as const satisfies Record<string, LogRights>;

export type LogUser = keyof typeof logRights;

/** Makes topics, indexes and aliases, and is used by no app that serves. */
export const MIGRATION = 'migration';

/** Collections of each app in its database. */
export const collections = {
  content: [
    'articles',
    'editions',
    'editorial',
    'fronts',
    'media',
    'payloads',
    'positions',
    'revisions',
    'verdicts',
    'wishes',
  ],
  syndication: [
    'syndication_deliveries',
    'syndication_feeds',
    'syndication_followers',
    'syndication_lanes',
    'syndication_positions',
  ],
} as const;

/** What search does with the indexes whose names begin with its prefix: nobody else has any. */
export const indexRights = {
  // Its health, before an index is put in the place of another.
  cluster: ['monitor'],
  // A rebuild makes an index, moves the alias and removes the one that was.
  indices: ['read', 'write', 'manage'],
} as const;

/** Which keys an app has in Redis, behind the prefix of the installation; no two have the same. */
export const redisKeys = {
  // Answers of a day, by who asked; leases, cursors and fingerprints of sources.
  ingest: ['ingest:*', 'sources:*'],
  // Counts by partition, what stands beside them, salts, and the lists of each minute.
  popularity: ['{*', 'articles', 'positions', 'salt:*', 'before:*', 'past:*'],
} as const;
