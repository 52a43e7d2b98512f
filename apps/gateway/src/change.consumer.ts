import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { LRUCache } from 'lru-cache';
import { type Change, type EditorialChange, isHidden, type PublicArticle, topics } from '#libs/contracts';
import { type Delivery, done, type Outcome } from '#libs/kafka';
import { publicId } from '#libs/text';
import { BackendClient } from './backend.client.ts';
import { atMost } from './cache/most.ts';
import { type News, ReadyStore } from './cache/ready.store.ts';
import { editionIn, HIDDEN_LIST } from './edition.ts';
import { Press } from './pages/press.controller.ts';
import { Journal } from './stream/journal.store.ts';

/**
 * Hears of every change within milliseconds, purges what shows the article, puts its page in place for those who
 * wait for it, and then has the stream tell of it. WithdrawnWatch is there for the case that the stream is stuck.
 */
@Controller()
export class ChangeConsumer {
  /** How lists and rankings have shown an article lately. */
  private readonly heard = new LRUCache<string, { headline: string; url: string; list: string; seq: number }>(
    atMost(20_000),
  );

  constructor(
    @Inject(ReadyStore) private readonly ready: ReadyStore,
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
    @Inject(Journal) private readonly journal: Journal,
  ) {}

  @EventPattern<string>(topics.changes.name, { batch: 200 })
  async changes(@Payload() deliveries: Delivery<Change | EditorialChange>[]): Promise<Outcome> {
    const added = deliveries.flatMap(({ value }) => (this.takesNothing(value) ? listsOf(value.article) : []));
    const keys = deliveries.flatMap(({ value }) => this.keysOf(value));
    const news = new Map<string, () => News>();
    for (const { value } of deliveries) {
      if (!('article' in value)) continue;
      const { type, article } = value;
      // What is told again may be older than what was heard.
      if (type !== 'article.public' || !this.backend.isNewest(article.id, article.seq)) continue;
      this.backend.remember(article);
      news.set(article.url, () => this.press.news(article));
    }
    this.ready.purge(keys, news);
    // Only then is this change said to be applied here: the first who asks after that sees it.
    await this.ready.renew(added);
    this.journal.take(deliveries);
    return done;
  }

  /**
   * What shows an article as it was, or will show it: its page and that of what it translates, the lists of
   * its edition (of both, where it may have changed it), those of its tags and authors, and where it left,
   * moved, got another title or a change of substance the pages that only name it.
   */
  private keysOf(change: Change | EditorialChange): string[] {
    if (change.type === 'front.public') return [`front:${change.front.edition}`];
    if (change.type === 'breaking.public') {
      this.backend.markBreaking();
      return ['en', 'ko'].flatMap((each) => [`breaking:${each}`, `named:breaking:${each}`]);
    }
    const { type, article } = change;
    const { id, seq } = article;
    const list = listOf(article);
    const before = this.heard.get(id);
    if (type === 'article.gone') {
      this.backend.markGone(id, seq);
      this.heard.delete(id);
      return [`article:${id}`, list, `named:${id}`, ...(before ? [before.list] : [])];
    }
    const lists = this.takesNothing(change)
      ? []
      : [...listsOf(article), ...(before ? [before.list] : ['list:en', 'list:ko'])];
    this.backend.markPublic(id, seq);
    const { headline, url, lastChange, version } = article;
    this.heard.set(id, { headline, url, list, seq });
    // Its pair in the other edition tells its readers of a change of substance.
    const renamed = before?.headline !== headline || before.url !== url || lastChange?.version === version;
    return [
      `article:${id}`,
      ...lists,
      // An alert may have waited for it.
      ...(before ? [] : ['named:new']),
      ...(article.translationOf === undefined ? [] : [`article:${publicId(article.translationOf)}`]),
      ...(renamed ? [`named:${id}`] : []),
    ];
  }

  /**
   * Of an article that nobody has seen before, or that is told once more as it is: what is there may lack it, and is
   * right otherwise.
   */
  private takesNothing(change: Change | EditorialChange): change is Change & { type: 'article.public' } {
    if (change.type !== 'article.public') return false;
    const { id, revision, seq } = change.article;
    const before = this.heard.get(id);
    return before ? before.seq === seq && before.list === listOf(change.article) : revision === 1;
  }
}

/** The key of all lists of its edition; of what is hidden there is but its own. */
function listOf({ section, language }: Pick<PublicArticle, 'section' | 'language'>): string {
  return isHidden(section) ? HIDDEN_LIST : `list:${editionIn(language)}`;
}

/** Keys of the lists that an article stands in. */
function listsOf(article: PublicArticle): string[] {
  const list = listOf(article);
  if (list === HIDDEN_LIST) return [list];
  const { language, tags, by } = article;
  const edition = editionIn(language);
  return [
    list,
    ...tags.map(({ slug }) => `tag:${edition}:${slug}`),
    ...by.map(({ slug }) => `author:${edition}:${slug}`),
  ];
}
