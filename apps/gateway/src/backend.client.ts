import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  type ArchiveAnswer,
  type ArchiveQuestion,
  type ArticleAnswer,
  type BreakingAnswer,
  type CalendarAnswer,
  type CalendarQuestion,
  type CorrectionsAnswer,
  type CorrectionsQuestion,
  type FrontAnswer,
  type KinAnswer,
  type ListAnswer,
  type ListQuestion,
  type ListsAnswer,
  type MediaAnswer,
  type MonthsAnswer,
  type NameAnswer,
  type PopularListsAnswer,
  type PreviewAnswer,
  PUBLIC_ID,
  type PublicArticle,
  type ReachedAnswer,
  type RevisionsAnswer,
  type SaltsAnswer,
  type SearchAnswer,
  type SearchQuery,
  type SuggestAnswer,
  type SuggestQuery,
  type TagListAnswer,
  type TagListQuery,
  type TombstonesAnswer,
  type TombstonesQuestion,
  type WithdrawnAnswer,
} from '#libs/contracts';
import { DependencyUnavailable, Runtime, SETTINGS, type Values } from '#libs/service';
import { ask, type Guards, neverCame, parameters, posted, type Service } from './answer.client.ts';
import { atMost } from './cache/most.ts';
import { note } from './cache/noting.ts';
import { withoutLeft } from './left.ts';
import type { Bearer } from './naming.ts';
import type { gatewaySettings } from './settings.ts';

/** What is akin to an article is worth no more of a reader's time; the next page that asks may know it. */
const AKIN_MS = 500;
/** After search has kept quiet it is not waited for again for so long. */
const QUIET_MS = 5_000;
/** Of those that search finds, some may have left, or turn out to be versions of others. */
const SPARE = 4;
/** Content answers so many in one round trip; a paper of 30 sections asks for more on its front. */
const LISTS_AT_ONCE = 20;
/** Some kilobytes each: what most readers ask for while content is away. */
const KNOWN = 1_000;
/** What is breaking is asked for once in so long, unless a change may have changed it. */
const BREAKING_MS = 1_000;
/** Of what a reader waits at most: for one question, and for what a page can do without. */
const SHARES = { question: 0.75, beside: 0.25 };

/** What can be a signed word. */
const TOKEN = /^[A-Za-z0-9_.-]{1,600}$/;

/** Wanted fields of a list; the rest has defaults. */
export type List = Partial<ListQuestion>;

/**
 * Asks the other services. Search and popularity may lag behind a withdrawal by some milliseconds, and content
 * stands before it while it is filled again: what has left the public, as far as this gateway has heard, is taken
 * out of their answers.
 */
@Injectable()
export class BackendClient {
  private readonly gone = new LRUCache<string, number>(atMost(20_000));
  private readonly shown = new LRUCache<string, number>(atMost(20_000));
  /** Articles as they were told last, of those that are read or have just changed. */
  private readonly known = new LRUCache<string, PublicArticle>(atMost(KNOWN));

  private breakingAsked: { at: number; answer: Promise<BreakingAnswer> } | undefined;
  private breakingKnown: BreakingAnswer | undefined;
  private breakingChanges = 0;
  private readonly akin = new LRUCache<string, string[]>(atMost(2_000));
  private quietUntil = 0;

  /** What a page can do without is waited for no longer. */
  readonly besideMs: number;
  private readonly guards: Guards;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) runtime: Runtime,
  ) {
    const ms = settings.GATEWAY_ANSWER_MS;
    this.besideMs = SHARES.beside * ms;
    const guard = (service: Service) =>
      runtime.guard(service, { ms: SHARES.question * ms, twice: neverCame });
    this.guards = { content: guard('content'), search: guard('search'), popularity: guard('popularity') };
  }

  /** Remembers that an article is public as of `seq`. */
  markPublic(id: string, seq: number): void {
    this.breakingAsked = undefined;
    if ((this.gone.get(id) ?? 0) < seq) this.gone.delete(id);
    this.shown.set(id, Math.max(seq, this.shown.get(id) ?? 0));
  }

  /** Remembers that an article has left the public as of `seq`; false if that was known, or is outdated. */
  markGone(id: string, seq: number): boolean {
    if ((this.shown.get(id) ?? 0) >= seq || (this.gone.get(id) ?? 0) >= seq) return false;
    this.gone.set(id, seq);
    this.known.delete(id);
    // An alert may lead to it.
    this.markBreaking();
    return true;
  }

  /** Remembers that what is breaking has changed: nothing that was known of it holds any more. */
  markBreaking(): void {
    this.breakingChanges++;
    this.breakingAsked = undefined;
    this.breakingKnown = undefined;
  }

  /** Remembers an article as it is told now, unless something newer has been heard of it. */
  remember(article: PublicArticle): void {
    if (this.isNewest(article.id, article.seq)) this.known.set(article.id, article);
  }

  /** The article as it was told last, for whoever gets no answer from content; nothing once it has changed or left. */
  lastKnown(id: string): PublicArticle | undefined {
    const article = this.known.get(id);
    return article && this.isNewest(id, article.seq) ? article : undefined;
  }

  /** Whether nothing newer is known of an article than its public state of this number, by the log or by content. */
  isNewest(id: string, seq: number): boolean {
    return Math.max(this.shown.get(id) ?? 0, this.known.peek(id)?.seq ?? 0) <= seq && !this.gone.has(id);
  }

  /** Whether an article has left the public, as far as this gateway has heard. */
  isGone(id: string): boolean {
    return this.gone.has(id);
  }

  /**
   * The article, or what is left of it; nothing if the public has never seen it. With `related`, so many
   * articles to read next come along: search says which are akin, content what they are called now.
   */
  async article(id: string, related?: number): Promise<ArticleAnswer | undefined> {
    const akin = related === undefined ? [] : await this.akinTo(id, related + SPARE);
    const named = akin.length > 0 ? { related, akin: akin.join(',') } : { related };
    const query = related === undefined ? '' : `?${parameters(named)}`;
    const url = `${this.settings.CONTENT_URL}/internal/articles/${id}${query}`;
    const answer = this.current(await this.get<ArticleAnswer>('content', url));
    if (answer?.state === 'public') {
      const { article, translation, older, newer, related: beside = [] } = answer;
      note([...beside, ...[translation, older, newer].filter((each) => each !== undefined), article]);
      this.remember(article);
    }
    return answer;
  }

  /** Whether content has decided on the event of a receipt's token. */
  async reached(token: string): Promise<boolean> {
    const url = `${this.settings.CONTENT_URL}/internal/reached?token=${token}`;
    return (await this.get<ReachedAnswer>('content', url))?.reached === true;
  }

  /** What has changed in an article lately; nothing if the public has never seen it. */
  async revisions(id: string, limit: number): Promise<RevisionsAnswer | undefined> {
    if (!isPublicId(id)) return undefined;
    const url = `${this.settings.CONTENT_URL}/internal/articles/${id}/revisions?limit=${limit}`;
    return this.current(await this.get<RevisionsAnswer>('content', url));
  }

  /** What the holder of a preview link may see; nothing if the link does not hold. */
  async preview(token: string): Promise<PreviewAnswer | undefined> {
    if (!TOKEN.test(token)) return undefined;
    return this.get<PreviewAnswer>('content', `${this.settings.CONTENT_URL}/internal/previews/${token}`);
  }

  /** What stood at the moment of a link, by content or by popularity; nothing if they say that it does not hold. */
  async past<T>(
    service: 'content' | 'popularity',
    { token, path }: { token: string; path: string },
    question?: object,
  ): Promise<T | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const { CONTENT_URL, POPULARITY_URL } = this.settings;
    const origin = service === 'content' ? CONTENT_URL : POPULARITY_URL;
    const url = `${origin}/internal/past/${token}/${path}`;
    return ask<T>(service, this.guards, { url, ...(question ? { init: posted(question) } : {}) });
  }

  /** The arrangement of a front; without slots where nobody has arranged it. */
  async front(edition: 'en' | 'ko'): Promise<FrontAnswer> {
    const url = `${this.settings.CONTENT_URL}/internal/fronts/${edition}`;
    return (await this.listed<FrontAnswer>(url)) ?? { slots: [] };
  }

  /** What is breaking now. Pages ask with each making, so one answer serves all who ask within a moment. */
  breaking(): Promise<BreakingAnswer> {
    const now = performance.now();
    if (this.breakingAsked && now - this.breakingAsked.at < BREAKING_MS) return this.breakingAsked.answer;
    const answer = this.askBreaking();
    const asked = { at: now, answer };
    this.breakingAsked = asked;
    answer.catch(() => {
      if (this.breakingAsked === asked) this.breakingAsked = undefined;
    });
    return answer;
  }

  /** The same for a page that is whole without it: late, the last answer. Where none holds, as after a change, it waits. */
  breakingSoon(): Promise<BreakingAnswer | undefined> {
    const last = () => this.breakingKnown;
    const answer = this.breaking().catch(last);
    if (!last()) return answer;
    return Promise.race([answer, delay(this.besideMs, undefined, { ref: false }).then(last)]);
  }

  /** The last answer, if it still holds: for a page that can't wait for a new one. */
  lastBreaking(): BreakingAnswer | undefined {
    return this.breakingKnown;
  }

  /** How a tag or an author is called and addressed now; nothing if it was never renamed. */
  async name(bearer: Bearer, slug: string): Promise<NameAnswer | undefined> {
    const url = `${this.settings.CONTENT_URL}/internal/names/${bearer}/${encodeURIComponent(slug)}`;
    return this.get<NameAnswer>('content', url);
  }

  async tags(query: TagListQuery): Promise<TagListAnswer> {
    const url = `${this.settings.CONTENT_URL}/internal/tags?${parameters(query)}`;
    return (await this.get<TagListAnswer>('content', url)) ?? { tags: [] };
  }

  /** Several lists in one round trip; answers stand in the order of the questions. */
  async lists(lists: readonly List[]): Promise<ListAnswer[]> {
    const trips = Math.ceil(lists.length / LISTS_AT_ONCE);
    const answers = Array.from({ length: trips }, (_, trip) =>
      this.someLists(lists.slice(trip * LISTS_AT_ONCE, (trip + 1) * LISTS_AT_ONCE)),
    );
    return (await Promise.all(answers)).flat();
  }

  /** Articles first published in a span of time. */
  async archive(question: Partial<ArchiveQuestion>): Promise<ArchiveAnswer> {
    const url = `${this.settings.CONTENT_URL}/internal/archive?${parameters(question)}`;
    const answer = (await this.listed<ArchiveAnswer>(url)) ?? { articles: [], total: 0 };
    note(answer.articles);
    return answer;
  }

  /** Which days of a month have articles. */
  async calendar(question: CalendarQuestion): Promise<CalendarAnswer> {
    const url = `${this.settings.CONTENT_URL}/internal/calendar?${parameters(question)}`;
    return (await this.get<CalendarAnswer>('content', url)) ?? { days: [] };
  }

  /** Which months have articles, of both editions together. */
  async months(): Promise<MonthsAnswer> {
    const url = `${this.settings.CONTENT_URL}/internal/months`;
    return (await this.get<MonthsAnswer>('content', url)) ?? { months: [] };
  }

  async corrections(question: CorrectionsQuestion): Promise<CorrectionsAnswer> {
    const url = `${this.settings.CONTENT_URL}/internal/corrections?${parameters(question)}`;
    return (await this.listed<CorrectionsAnswer>(url)) ?? { corrections: [] };
  }

  /** What has left the public lately, and may be told to have done so. */
  async tombstones(question: TombstonesQuestion): Promise<TombstonesAnswer> {
    const url = `${this.settings.CONTENT_URL}/internal/tombstones?${parameters(question)}`;
    return (await this.get<TombstonesAnswer>('content', url)) ?? { gone: [] };
  }

  private async askBreaking(): Promise<BreakingAnswer> {
    const { breakingChanges } = this;
    const url = `${this.settings.CONTENT_URL}/internal/breaking`;
    const answer = (await this.listed<BreakingAnswer>(url)) ?? { alerts: [], awaiting: false };
    if (breakingChanges === this.breakingChanges) this.breakingKnown = answer;
    return answer;
  }

  /** Ids of what is akin to an article. A reader does not wait for a late answer; the next page is made with it. */
  private async akinTo(id: string, limit: number): Promise<string[]> {
    const known = () => (this.akin.get(id) ?? []).slice(0, limit);
    if (performance.now() < this.quietUntil) return known();
    const url = `${this.settings.SEARCH_URL}/internal/related/${id}?limit=${limit}`;
    const asked = this.get<KinAnswer>('search', url).then((answer) => {
      this.akin.set(id, answer?.ids ?? []);
      return known();
    });
    const late = delay(AKIN_MS, undefined, { ref: false }).then(() => {
      throw new DependencyUnavailable('search');
    });
    return Promise.race([asked, late]).catch(() => {
      this.quietUntil = performance.now() + QUIET_MS;
      return known();
    });
  }

  private async someLists(lists: readonly List[]): Promise<ListAnswer[]> {
    const url = `${this.settings.CONTENT_URL}/internal/lists`;
    const answer = await ask<ListsAnswer>('content', this.guards, { url, init: posted({ lists }) });
    const current = this.withoutLeft(answer?.lists ?? []);
    note(current.flatMap(({ articles }) => articles));
    return current;
  }

  async search(query: SearchQuery): Promise<SearchAnswer> {
    const answer = await this.get<SearchAnswer>(
      'search',
      `${this.settings.SEARCH_URL}/internal/search?${parameters(query)}`,
    );
    if (!answer) throw new DependencyUnavailable('search');
    const data = answer.data.filter(({ id }) => !this.gone.has(id));
    const left = answer.data.length - data.length;
    if (left === 0) return answer;
    // Facets count what has left, and may tell names that it alone had.
    const { facets: _, meta, ...rest } = answer;
    return { ...rest, data, meta: { ...meta, total: Math.max(data.length, meta.total - left) } };
  }

  /** How to go on typing. */
  async suggest(query: SuggestQuery): Promise<SuggestAnswer> {
    const url = `${this.settings.SEARCH_URL}/internal/suggest?${parameters(query)}`;
    const answer = await this.get<SuggestAnswer>('search', url);
    if (!answer) throw new DependencyUnavailable('search');
    return { ...answer, data: answer.data.filter(({ id }) => id === undefined || !this.gone.has(id)) };
  }

  /** The lists of what is read most that have changed since an answer of that generation. */
  async popularLists(since: string | undefined): Promise<PopularListsAnswer> {
    const url = `${this.settings.POPULARITY_URL}/internal/lists?${parameters({ since })}`;
    const answer = await this.get<PopularListsAnswer>('popularity', url);
    if (!answer) throw new DependencyUnavailable('popularity');
    return answer;
  }

  /** What readers are hashed with. */
  async salts(): Promise<SaltsAnswer> {
    const answer = await this.get<SaltsAnswer>('popularity', `${this.settings.POPULARITY_URL}/internal/salt`);
    if (!answer) throw new DependencyUnavailable('popularity');
    return answer;
  }

  async withdrawn(since: number): Promise<WithdrawnAnswer> {
    const url = `${this.settings.CONTENT_URL}/internal/withdrawn?since=${since}`;
    // Whatever else content does not answer: this one is never left out.
    const answer = await this.get<WithdrawnAnswer>('content', url, { insists: true });
    return answer ?? { gone: [], until: since };
  }

  /** What is known of a picture; nothing if content has none of this id. */
  async media(id: string): Promise<MediaAnswer | undefined> {
    const url = `${this.settings.CONTENT_URL}/internal/media/${id}/facts`;
    const answer = await this.get<MediaAnswer>('content', url);
    if (answer?.article !== undefined && this.isGone(answer.article)) delete answer.article;
    return answer;
  }

  /** Its bytes, as they are kept; nothing if no public article shows it. */
  async original(id: string): Promise<Buffer | undefined> {
    const url = `${this.settings.CONTENT_URL}/internal/media/${id}`;
    const read = async (response: Response) => Buffer.from(await response.arrayBuffer());
    return ask<Buffer>('content', this.guards, { url, read });
  }

  /** Of one article. Where content does not know yet that it has left, nobody knows what is to be said instead. */
  private current<T extends ArticleAnswer | RevisionsAnswer>(answer: T | undefined): T | undefined {
    if (answer?.state === 'public' && this.hasLeft(answer.article.id, answer.article.seq)) {
      throw new DependencyUnavailable('content', new Error('the record stands before what it has told'));
    }
    return this.withoutLeft(answer);
  }

  private async listed<T>(url: string): Promise<T | undefined> {
    return this.withoutLeft(await this.get<T>('content', url));
  }

  private withoutLeft<T>(answer: T): T {
    return this.gone.size === 0 ? answer : withoutLeft(answer, (id, seq) => this.hasLeft(id, seq));
  }

  private hasLeft(id: string, seq: number | undefined): boolean {
    const gone = this.gone.get(id);
    return gone !== undefined && (seq ?? 0) <= gone;
  }

  protected get<T>(service: Service, url: string, how: { insists?: boolean } = {}): Promise<T | undefined> {
    return ask<T>(service, this.guards, { url, ...how });
  }
}

/** Whether content can know an article by this word. */
export function isPublicId(word: string): boolean {
  return PUBLIC_ID.test(word);
}
