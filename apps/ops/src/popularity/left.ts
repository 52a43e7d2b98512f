import { type Point, sum } from '../pulse/hour.ts';
import type { AppName } from '../pulse/signals.ts';

/** Why an answer to a request for an article is no view of a reader. */
export interface Left {
  reason: string;
  words: string;
  count: number;
  /** Of all requests for articles. */
  share: number;
}

const reasons: readonly { app: AppName; signal: string; reason: string; words: string }[] = [
  { app: 'gateway', signal: 'views:robot', reason: 'robot', words: 'says of itself that it is one' },
  { app: 'gateway', signal: 'views:monitor', reason: 'monitor', words: 'looks whether the paper is there' },
  {
    app: 'gateway',
    signal: 'views:tool',
    reason: 'tool',
    words: 'a library or command that fetches for a program',
  },
  { app: 'gateway', signal: 'views:agentless', reason: 'no name', words: 'does not say what it is' },
  {
    app: 'gateway',
    signal: 'views:prefetch',
    reason: 'ahead',
    words: 'fetched by a browser before anybody wants it',
  },
  {
    app: 'gateway',
    signal: 'views:part',
    reason: 'part',
    words: 'the rest of a page whose begin was a view',
  },
  {
    app: 'gateway',
    signal: 'views:embedded',
    reason: 'embedded',
    words: 'in a frame, or as a picture, of another page',
  },
  {
    app: 'gateway',
    signal: 'views:again',
    reason: 'again',
    words: 'the same reader, the same article, a moment later',
  },
  { app: 'gateway', signal: 'views:shed', reason: 'too many', words: 'more than can wait to be told; lost' },
  { app: 'gateway', signal: 'views:lost', reason: 'lost', words: 'the log did not take it in time' },
  {
    app: 'popularity',
    signal: 'left:double-click',
    reason: 'double click',
    words: 'within 30 s of the last one',
  },
  {
    app: 'popularity',
    signal: 'left:repeated',
    reason: 'repeated',
    words: 'in a batch that was counted before',
  },
  {
    app: 'popularity',
    signal: 'left:capped',
    reason: 'one network',
    words: 'too many of too few networks; held back',
  },
];
/** Who does not read: their share is what the page is opened for. */
const robots = new Set(['robot', 'monitor', 'tool', 'no name']);

/** What became of requests for articles in these looks; nothing where no gateway was seen. */
export function leftIn(
  points: readonly Point[],
): { all: number; counted: number; robots: number; rows: Left[] } | undefined {
  const sent = sum(points, 'gateway', 'views:sent');
  if (sent === undefined) return undefined;
  const found = reasons.map(({ app, signal, ...named }) => ({
    ...named,
    // Held views come back in parts: what counts later is taken off again.
    count: Math.max(0, sum(points, app, signal) ?? 0),
    told: app === 'popularity',
  }));
  const asked = found.filter(({ told }) => !told).reduce((total, { count }) => total + count, sent);
  const held = found.filter(({ told }) => told).reduce((total, { count }) => total + count, 0);
  const share = (count: number) => (asked === 0 ? 0 : count / asked);
  return {
    all: asked,
    counted: share(Math.max(0, sent - held)),
    robots: share(
      found.filter(({ reason }) => robots.has(reason)).reduce((total, { count }) => total + count, 0),
    ),
    rows: found
      .filter(({ count }) => count > 0)
      .map(({ told: _, ...row }) => ({ ...row, share: share(row.count) }))
      .toSorted((a, b) => b.count - a.count),
  };
}
