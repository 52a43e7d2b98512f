import type {
  Article,
  Change,
  GoneArticle,
  IntakeEvent,
  MediaFacts,
  MediaReady,
  Notice,
  PublicArticle,
} from '#libs/contracts';
import { awaited, type Fetched, hopeful, lapsed, nextLapse, remembering, shownAs } from './fetched.ts';
import { type Bearing, type Names, named, noNames, outdated } from './naming.ts';
import { readsOtherwise } from './reread.ts';
import { publicArticle } from './showing.ts';

/** A version that waits for its time. */
export interface Held {
  article: Article;
  /** When it may be public, RFC 3339; absent: not by itself. */
  at?: string;
}

/** Everything content knows of one article; one document of the store. */
export interface ArticleState {
  uri: string;
  id: string;
  /** Number of the last intake record decided on, public or not (see `seqOf`). */
  decided: number;
  /** Number of the record that made the last public or gone state; 0 before there was one. */
  seq: number;
  status: 'new' | 'public' | 'gone';
  /** Only newer versions are considered: the highest version that was public or has been closed. */
  floor: number;
  /** A withdrawal is absorbing: only a reinstatement above the floor undoes it. */
  withdrawn: boolean;
  /** When it was last withdrawn, milliseconds since 1970: preview links given before are dead. */
  withdrawnAt?: number;
  article?: PublicArticle;
  /** Tags and authors of the public version as the newsroom has said them, where editors have renamed one since. */
  said?: Bearing;
  held?: Held;
  /** What became of the pictures that its versions name by their address. */
  fetched?: Fetched[];
  gone?: GoneArticle;
  firstPublished?: string;
  revision: number;
  /** `source|id` of the last event decided on: a verdict that a crash ate is made again from it. */
  lastEvent: string;
}

/** One record of the intake log, as the rule needs it. */
export interface Occurrence {
  event: IntakeEvent;
  /** Number of the record. */
  n: number;
  /** When the log appended it, milliseconds since 1970: "now" of the decision, so that replays agree. */
  appendedAt: number;
  /** Content's own clock: a version is held while either clock is before its time. */
  clock: number;
  /** How tags and authors are called now; absent: as newsrooms say. */
  names?: Names;
  /** Pictures that are kept, of those that the event names. */
  media?: ReadonlyMap<string, MediaFacts>;
}

export type Outcome =
  | 'public'
  | 'held'
  | 'gone'
  | 'duplicate'
  | 'stale'
  | 'withdrawn'
  | 'conflict'
  | 'not due';

export interface Decision {
  outcome: Outcome;
  /** In words, for the newsroom. */
  reason: string;
  /** The new state; absent where the event has no effect. */
  state?: ArticleState;
  /** What the public is told; absent where nothing public has changed. */
  change?: Change;
}

/** The state of an article nobody has spoken of yet. */
export function unknownArticle(uri: string, id: string): ArticleState {
  return {
    uri,
    id,
    decided: 0,
    seq: 0,
    status: 'new',
    floor: 0,
    withdrawn: false,
    revision: 0,
    lastEvent: '',
  };
}

/**
 * The one place that decides what is public: a pure function of the state, the event and its place in the
 * log. "First in the log wins" settles every race between newsroom systems.
 */
export function decide(state: ArticleState, occurrence: Occurrence): Decision {
  const decision = ruled(state, occurrence);
  return decision.state ? { ...decision, state: remembering(decision.state) } : decision;
}

function ruled(state: ArticleState, occurrence: Occurrence): Decision {
  const { event } = occurrence;
  if (event.expectedVersion !== undefined && event.expectedVersion !== publicVersion(state)) {
    const current = publicVersion(state) === 0 ? 'not public' : `at version ${publicVersion(state)}`;
    return {
      outcome: 'conflict',
      reason: `expected version ${event.expectedVersion}, but the article is ${current}`,
    };
  }
  switch (event.type) {
    case 'article.published':
    case 'article.updated':
    case 'article.corrected':
    case 'article.reinstated':
      if (withdrawnSince(state, event.replayOf)) {
        return { outcome: 'withdrawn', reason: 'the article was withdrawn after this had first been said' };
      }
      return decideVersion(state, occurrence, typed(event), event.type === 'article.reinstated');
    case 'article.withdrawn':
      return withdraw(state, occurrence, event.data);
    case 'article.due':
      return decideDue(state, occurrence, event.data.at);
    case 'article.reprojected':
      return reproject(state, occurrence);
    case 'media.ready':
      return takePicture(state, occurrence, event.data);
  }
}

/** A correction is one, also where the newsroom says so by the type of the event alone. */
function typed({ type, data }: { type: string; data: Article }): Article {
  return type === 'article.corrected' ? { ...data, changeType: data.changeType ?? 'correction' } : data;
}

/** A replay must not undo a withdrawal that was said after the record it repeats. */
function withdrawnSince({ withdrawn, gone, decided }: ArticleState, replayOf: number | undefined): boolean {
  return withdrawn && replayOf !== undefined && (gone?.seq ?? decided) > replayOf;
}

/** Shows the names of today: a new public state, but no edit. With none that is new the state is told again. */
function reproject(state: ArticleState, at: Occurrence): Decision {
  const { article, said = article } = state;
  const { names = noNames } = at;
  if (!article || !said || !outdated(state, names)) return tellAgain(state, at);
  const { said: _, ...rest } = decidedOn(state, at);
  const { shown, ...kept } = named(said, names);
  const again = { ...article, ...shown, seq: at.n };
  return {
    outcome: 'public',
    reason: 'it is shown with new names of tags or authors',
    state: { ...rest, ...kept, seq: at.n, article: again },
    change: { type: 'article.public', article: again },
  };
}

/**
 * Tells the newest state once more, in the order of the log. The guarded write that comes with it keeps an
 * owner of the partition who has been replaced from telling an older one last.
 */
function tellAgain(state: ArticleState, at: Occurrence): Decision {
  const [change] = retelling(state);
  if (!change) return { outcome: 'not due', reason: 'the public has never seen this article' };
  return {
    outcome: change.type === 'article.public' ? 'public' : 'gone',
    reason: 'the state is told again',
    state: decidedOn(state, at),
    change,
  };
}

/** The last record of a uri in the change log must be its newest state, so that is what is told again. */
export function retelling({ status, article, gone }: ArticleState): Change[] {
  if (status === 'public' && article) return [{ type: 'article.public', article }];
  return status === 'gone' && gone ? [{ type: 'article.gone', article: gone }] : [];
}

function publicVersion(state: ArticleState): number {
  return state.article?.version ?? 0;
}

function decideVersion(before: ArticleState, at: Occurrence, said: Article, reinstates: boolean): Decision {
  const state = hopeful(before);
  const article = shownAs(said, state.fetched);
  if (state.withdrawn && !reinstates) {
    return { outcome: 'withdrawn', reason: 'the article was withdrawn; only a reinstatement brings it back' };
  }
  const newest = Math.max(state.floor, state.held?.article.version ?? 0);
  if (at.event.reread && readsOtherwise(article, state)) {
    // For its readers nothing has happened now: what was read wrong is put right.
    return settle(state, at, { ...article, changeType: 'typo' });
  }
  if (article.version <= newest) {
    return { outcome: 'stale', reason: `version ${article.version} is not newer than ${newest}` };
  }
  return settle(state, at, article);
}

function settle(state: ArticleState, at: Occurrence, article: Article): Decision {
  if (article.pubStatus === 'withheld') return hold(state, at, { article });
  const until = heldUntil(article, at);
  if (until !== undefined) return hold(state, at, { article, at: until });
  return publish(state, at, article);
}

/** The moment a version may be public, if that has not come by both clocks. */
function heldUntil(article: Article, { appendedAt, clock }: Occurrence): string | undefined {
  const times = [article.publishAt, article.embargoedUntil].filter((time) => time !== undefined);
  const latest = times.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
  return latest !== undefined && Math.min(appendedAt, clock) < Date.parse(latest) ? latest : undefined;
}

function hold(state: ArticleState, at: Occurrence, held: Held): Decision {
  // A schedule lets the older public version stay; an embargo lets nothing of the article be public.
  const base =
    waitingFor(held, Math.min(at.appendedAt, at.clock)) !== 'scheduled'
      ? leave(state, at, 'embargoed-again')
      : { state: decidedOn(state, at) };
  return {
    outcome: 'held',
    reason: held.at === undefined ? 'withheld until a newer version is usable' : `held until ${held.at}`,
    ...base,
    state: { ...base.state, held, withdrawn: false },
  };
}

/** Why a held version is not public at a moment, milliseconds since 1970. */
export function waitingFor({ article, at }: Held, now: number): 'withheld' | 'embargoed' | 'scheduled' {
  if (at === undefined) return 'withheld';
  const embargo = article.embargoedUntil;
  return embargo !== undefined && now < Date.parse(embargo) ? 'embargoed' : 'scheduled';
}

function publish(state: ArticleState, at: Occurrence, article: Article, heldAt?: string): Decision {
  const { held: _, gone: __, said: ___, ...rest } = decidedOn(state, at);
  if (article.expires !== undefined && Date.parse(article.expires) <= at.appendedAt) {
    const left = leave(state, at, 'expired');
    return {
      outcome: 'gone',
      reason: `this version expired at ${article.expires}`,
      ...left,
      state: { ...left.state, floor: article.version, withdrawn: false },
    };
  }
  const firstPublished = state.firstPublished ?? firstTime(article, at, heldAt);
  const { shown: names, ...kept } = named(article, at.names ?? noNames);
  const shown = publicArticle({
    article: { ...lapsed(article, at.appendedAt), ...names },
    state,
    seq: at.n,
    firstPublished,
    now: at.appendedAt,
  });
  return {
    outcome: 'public',
    reason: `version ${article.version} is public`,
    state: {
      ...rest,
      ...kept,
      seq: at.n,
      status: 'public',
      floor: article.version,
      withdrawn: false,
      article: shown,
      firstPublished,
      revision: shown.revision,
    },
    change: { type: 'article.public', article: shown },
  };
}

/** An article of an archive keeps its old date; nothing was first published in the future. */
function firstTime(article: Article, { appendedAt }: Occurrence, heldAt: string | undefined): string {
  if (heldAt !== undefined) return new Date(heldAt).toISOString();
  return new Date(Math.min(Date.parse(article.contentCreated), appendedAt)).toISOString();
}

function withdraw(
  state: ArticleState,
  at: Occurrence,
  { version = 0, notice }: { version?: number | undefined; notice?: Notice | undefined },
): Decision {
  const floor = Math.max(state.floor, state.held?.article.version ?? 0, version);
  const left = leave(state, at, 'withdrawn', notice);
  return {
    outcome: 'gone',
    reason: 'the article is withdrawn',
    ...left,
    state: { ...left.state, floor, withdrawn: true, withdrawnAt: at.appendedAt },
  };
}

/** Takes the public and the held version away; told only of an article that was public once. */
function leave(
  state: ArticleState,
  at: Occurrence,
  kind: GoneArticle['kind'],
  notice?: Notice,
): { state: ArticleState; change?: Change } {
  const { article, said: _, held: __, gone: before, ...rest } = decidedOn(state, at);
  const stood = article ?? before;
  if (!stood) return { state: { ...rest, status: state.status } };
  const gone: GoneArticle = {
    uri: state.uri,
    id: state.id,
    seq: at.n,
    kind,
    section: stood.section,
    language: stood.language,
    ...(notice ? { notice } : {}),
  };
  return {
    state: { ...rest, seq: at.n, status: 'gone', gone },
    change: { type: 'article.gone', article: gone },
  };
}

function decideDue(state: ArticleState, at: Occurrence, due: string): Decision {
  const time = Date.parse(due);
  const come = Math.min(at.appendedAt, at.clock) >= time;
  if (come && state.held?.at !== undefined && Date.parse(state.held.at) === time) {
    return publish(state, at, state.held.article, state.held.at);
  }
  const expires = state.article?.expires;
  if (come && expires !== undefined && Date.parse(expires) === time) {
    const left = leave(state, at, 'expired');
    // A version that waits is the next one: it undoes the expiry when its own time comes.
    const waiting = state.held ? { held: state.held } : {};
    return {
      outcome: 'gone',
      reason: `expired at ${expires}`,
      ...left,
      state: { ...left.state, ...waiting },
    };
  }
  const { article } = state;
  if (come && article && nextLapse(article) === time) {
    const reason = `the right to show a picture of it ended at ${due}`;
    return showAgain(state, at, { article: lapsed(article, time), reason });
  }
  return { outcome: 'not due', reason: 'nothing of this article is due then' };
}

/** What its readers see now is another state of the same version: for them nothing was edited. */
function showAgain(
  state: ArticleState,
  at: Occurrence,
  { article, reason }: { article: PublicArticle; reason: string },
): Decision {
  const again = { ...article, seq: at.n };
  return {
    outcome: 'public',
    reason,
    state: { ...decidedOn(state, at), seq: at.n, article: again },
    change: { type: 'article.public', article: again },
  };
}

/** Puts a picture that was fetched in the place of its address, or remembers that there is none. */
function takePicture(state: ArticleState, at: Occurrence, { href, mediaId, failed }: MediaReady): Decision {
  if (!awaited(state).includes(href))
    return { outcome: 'not due', reason: 'no version of the article waits for this picture' };
  const facts = at.media?.get(mediaId ?? '');
  if (failed === undefined && !facts) return { outcome: 'not due', reason: 'the picture is not kept' };
  const { article, held } = state;
  const became = mediaId && facts ? { href, mediaId, facts } : { href, failed: failed ?? '' };
  const next = { ...state, fetched: [...(state.fetched ?? []), became] };
  if (failed !== undefined)
    return {
      outcome: 'not due',
      reason: `it stays without the picture: ${failed}`,
      state: decidedOn(next, at),
    };
  if (held) next.held = { ...held, article: shownAs(held.article, [became]) };
  const reason = `its picture from ${href} is there`;
  if (article && awaited({ article }).includes(href))
    return showAgain(next, at, { article: shownAs(article, [became]), reason });
  return { outcome: 'held', reason, state: decidedOn(next, at) };
}

function decidedOn(state: ArticleState, { event, n }: Occurrence): ArticleState {
  return { ...state, decided: n, lastEvent: `${event.source}|${event.id}` };
}

/** When something happens to the article by itself, milliseconds since 1970. */
export function dueAt({ held, article }: ArticleState): number | undefined {
  const said = [held?.at, article?.expires].map((time) =>
    time === undefined ? undefined : Date.parse(time),
  );
  const times = [...said, nextLapse(article)].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
