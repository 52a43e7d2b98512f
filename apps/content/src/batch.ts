import { type Change, type IntakeEvent, type MediaFacts, seqOf } from '#libs/contracts';
import { type Delivery, done, type Outcome, skipped } from '#libs/kafka';
import { type ArticleState, type Decision, decide, retelling, unknownArticle } from './article.ts';
import { keptFor, pictured, usesIn } from './media.ts';
import { type Names, noNames } from './naming.ts';
import { type Ending, Standings, type Stood } from './stood.ts';

/** What became of one event. */
export interface Verdict {
  /** `source|id` of the event. */
  _id: string;
  source: string;
  /** Id of the event; of each source its own. */
  event: string;
  uri: string;
  /** Number of the record that was decided on, and its partition. */
  n: number;
  partition: number;
  outcome: Decision['outcome'];
  reason: string;
  seq: number;
  at: Date;
}

/** What the store knows of the articles and events of a batch before it is decided. */
export interface Known {
  states: ReadonlyMap<string, ArticleState>;
  verdicts: ReadonlyMap<string, Verdict>;
  /** Public ids for articles nobody has spoken of yet. */
  ids: ReadonlyMap<string, string>;
  /** Pictures that are kept, of those that the batch names. */
  media: ReadonlyMap<string, MediaFacts>;
  /** How tags and authors are called now; absent: as newsrooms say. */
  names?: Names;
  epoch: number;
  /** Content's clock, milliseconds since 1970. */
  clock: number;
}

/** What the public is told, and the `traceparent` of what has caused it. */
export interface Told<T = Change> {
  change: T;
  cause: string | undefined;
}

/** Everything that follows from a batch; nothing of it has happened yet. */
export interface Decided {
  /** One per delivery, for the runner. */
  outcomes: Outcome[];
  /** The newest state of each article that has a new one. */
  states: Map<string, ArticleState>;
  /** Those of them that nobody had spoken of before. */
  newcomers: Set<string>;
  verdicts: Verdict[];
  /** What readers came to see, in the order of the log. */
  revisions: readonly Stood[];
  /** Which of the versions that stood before the batch stand no more. */
  endings: readonly Ending[];
  /** Hidden articles, with the last version of which nothing is kept any more. */
  outlived: ReadonlyMap<string, number>;
  /** Articles that are withdrawn in this batch, with the last version whose words must go. */
  closed: Map<string, number>;
  /** Pictures of versions that came and were withdrawn within the batch, with their articles. */
  abandoned: Map<string, string[]>;
  /** Pictures that articles named until now, or were fetched for them, and do not name any more, with the articles. */
  dropped: Map<string, string[]>;
  /** In the order of the log. */
  told: Told[];
}

/** The name of an event in the verdicts. */
export function eventKey({ source, id }: Pick<IntakeEvent, 'source' | 'id'>): string {
  return `${source}|${id}`;
}

/** Decides records of one partition that lie in a row, each on the state that the ones before it made. */
export function decideBatch(deliveries: readonly Delivery<IntakeEvent>[], known: Known): Decided {
  const states = new Map<string, ArticleState>();
  const verdicts = new Map<string, Verdict>();
  const standings = new Standings();
  const closed = new Map<string, number>();
  const abandoned = new Map<string, string[]>();
  const told: Told[] = [];
  const seen = new Map<string, string[]>();
  const { names = noNames, media } = known;
  const outcomes = deliveries.map(({ value: event, partition, offset, appendedAt, headers }): Outcome => {
    const cause = headers['traceparent'];
    const { uri, source } = event;
    const n = seqOf(known.epoch, offset);
    const key = eventKey(event);
    const before = states.get(uri) ?? known.states.get(uri) ?? unknownArticle(uri, known.ids.get(uri) ?? '');
    if (before.decided >= n) {
      told.push(...retelling(before).map((change) => ({ change, cause })));
      return skipped('decided before');
    }
    const earlier = verdicts.get(key) ?? known.verdicts.get(key);
    // A verdict with this record's own number is of a batch that did not come to its end: decided anew, alike.
    // `article.due` names a moment, not a message: it may come again until that moment is decided.
    if (earlier && earlier.n !== n && event.type !== 'article.due') return skipped('duplicate');
    const occurrence = { event: pictured(event, media), n, appendedAt, clock: known.clock, names, media };
    const { state, change, outcome, reason } = decide(before, occurrence);
    const after = state ?? before;
    const record = { _id: key, source, event: event.id, uri, n, partition };
    verdicts.set(key, { ...record, outcome, reason, seq: after.seq, at: new Date(known.clock) });
    if (state) states.set(uri, state);
    const fetched = event.type === 'media.ready' && event.data.mediaId ? [event.data.mediaId] : [];
    seen.set(uri, [...(seen.get(uri) ?? []), ...keptFor(before), ...keptFor(after), ...fetched]);
    if (change) told.push({ change, cause });
    if (change?.type === 'article.public') standings.shows(change.article, before.article, appendedAt);
    else if (change && before.article) standings.leaves(before.article, change.article.kind, appendedAt);
    // What is told again is put right inside as well: no revision of a withdrawn article may have stayed.
    if (state?.withdrawn && event.type === 'article.reprojected') closed.set(uri, state.floor);
    if (state && event.type === 'article.withdrawn') {
      closed.set(uri, state.floor);
      const told = standings.revisions.map(({ article }) => article).filter((each) => each.uri === uri);
      const versions = { revisions: told, states: [before] };
      for (const [id, uris] of usesIn(versions)) abandoned.set(id, [...(abandoned.get(id) ?? []), ...uris]);
      standings.forget(uri);
    }
    return state ? done : skipped(reason);
  });
  const newcomers = new Set([...states.keys()].filter((uri) => !known.states.has(uri)));
  return {
    outcomes,
    states,
    newcomers,
    verdicts: [...verdicts.values()],
    revisions: standings.revisions,
    endings: standings.endings,
    outlived: standings.outlived,
    closed,
    abandoned,
    dropped: droppedOf(seen, (uri) => states.get(uri) ?? known.states.get(uri)),
    told,
  };
}

function droppedOf(
  seen: ReadonlyMap<string, readonly string[]>,
  stateOf: (uri: string) => ArticleState | undefined,
): Map<string, string[]> {
  const dropped = new Map<string, string[]>();
  for (const [uri, ids] of seen) {
    const kept = new Set(keptFor(stateOf(uri) ?? {}));
    for (const id of new Set(ids)) if (!kept.has(id)) dropped.set(id, [...(dropped.get(id) ?? []), uri]);
  }
  return dropped;
}
