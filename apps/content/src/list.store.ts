import { Inject, Injectable } from '@nestjs/common';
import type mongoose from 'mongoose';
import type { Collection } from 'mongoose';
import {
  type ArticleCard,
  cardOf,
  isHidden,
  type ListAnswer,
  type ListQuestion,
  type PublicArticle,
  type TagCount,
  type TagListAnswer,
  type TagListQuery,
  usedTags,
} from '#libs/contracts';
import { Database } from '#libs/mongo';
import { isKorean } from '#libs/text';
import { type ArticleDocument, decodeCursor, encodeCursor } from './document.ts';

type Filter = mongoose.mongo.Filter<ArticleDocument>;

/** Tags beside a list are those of so many newest articles of it: what a reader of the list has before him. */
const LATELY = 100;
/** The list of all tags looks at so many articles: it costs the same in a paper of any age. */
const MOST_ARTICLES = 1_000;
/** What readers' pages ask of the record: lists, tags, and what stands beside an article. Public articles only. */
@Injectable()
export class ListStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Articles of a list, newest first; a page's cursor stays right while articles come and go. */
  async list(question: ListQuestion): Promise<ListAnswer> {
    const [page, tags] = await Promise.all([
      this.page(question),
      question.tags === undefined ? undefined : this.tagsAmong(filterOf(question), LATELY),
    ]);
    return { ...page, ...(tags ? { tags: tags.slice(0, question.tags) } : {}) };
  }

  /** Tags in the order of their slugs, so that a cursor neither repeats nor skips one that stays. */
  async tags({ q, lang, limit, cursor }: TagListQuery): Promise<TagListAnswer> {
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
    const part = q?.toLowerCase() ?? '';
    const found = (await this.tagsAmong(filterOf({ language: lang }), MOST_ARTICLES))
      .filter(({ slug, name }) => slug > after && name.toLowerCase().includes(part))
      .toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
    const tags = found.slice(0, limit);
    const last = found.length > limit ? tags.at(-1) : undefined;
    return { tags, ...(last ? { next: Buffer.from(last.slug).toString('base64url') } : {}) };
  }

  /** Cards among which is the article's pair in the other edition. */
  async pairsOf({ uri, translationOf }: ArticleCard): Promise<ArticleCard[]> {
    const found = await Promise.all([
      translationOf ? this.cards({ _id: translationOf }) : [],
      this.cards({ 'article.translationOf': uri }),
    ]);
    return found.flat();
  }

  /** The newsroom's picks for an article, and the articles of these ids, each in the order they are named in. */
  async beside(
    { related = [] }: PublicArticle,
    ids: readonly string[],
  ): Promise<{ picks: ArticleCard[]; found: ArticleCard[] }> {
    if (related.length === 0 && ids.length === 0) return { picks: [], found: [] };
    const cards = await this.cards({ $or: [{ _id: { $in: related } }, { id: { $in: [...ids] } }] });
    const inOrder = (names: readonly string[], key: 'uri' | 'id') =>
      names.flatMap((name) => cards.find((card) => card[key] === name) ?? []);
    return { picks: inOrder(related, 'uri'), found: inOrder(ids, 'id') };
  }

  /** The articles published before and after one in its section of its edition. */
  async neighbours({
    uri,
    language,
    section,
    firstPublished,
  }: PublicArticle): Promise<{ older?: ArticleCard; newer?: ArticleCard }> {
    const time = new Date(firstPublished);
    const next = async (operator: '$lt' | '$gt') => {
      const order = operator === '$lt' ? -1 : 1;
      const beyond = [
        { 'keys.published': { [operator]: time } },
        { 'keys.published': time, _id: { [operator]: uri } },
      ];
      const found = await this.database.ask('content.list', () =>
        this.articles
          .find({ ...filterOf({ language, section }), $or: beyond }, { projection: { 'article.body': 0 } })
          .sort({ 'keys.published': order, _id: order })
          .limit(1)
          .toArray(),
      );
      return cardsOf(found)[0];
    };
    const [older, newer] = await Promise.all([next('$lt'), next('$gt')]);
    return { ...(older ? { older } : {}), ...(newer ? { newer } : {}) };
  }

  /** Cards of those articles that are public, by uri. */
  async named(uris: readonly string[]): Promise<Map<string, ArticleCard>> {
    if (uris.length === 0) return new Map();
    const cards = await this.cards({ _id: { $in: [...uris] } });
    return new Map(cards.map((card) => [card.uri, card]));
  }

  private async page(question: ListQuestion): Promise<ListAnswer> {
    const key = question.sort === 'updated' ? 'updated' : 'published';
    const filter = { ...filterOf(question), ...(await this.after(`keys.${key}`, question.cursor)) };
    const found = await this.database.ask('content.list', () =>
      this.articles
        .find(filter, { projection: { 'article.body': 0 } })
        .sort({ [`keys.${key}`]: -1, _id: -1 })
        .limit(question.limit + 1)
        .toArray(),
    );
    const page = found.slice(0, question.limit);
    const last = found.length > question.limit ? page.at(-1) : undefined;
    return {
      articles: cardsOf(page),
      ...(last ? { next: encodeCursor(last.keys[key], last.id) } : {}),
    };
  }

  private async cards(filter: Filter): Promise<ArticleCard[]> {
    const found = await this.database.ask('content.list', () =>
      this.articles.find(filter, { projection: { 'article.body': 0 } }).toArray(),
    );
    return cardsOf(found.filter(({ keys }) => keys.status === 'public'));
  }

  /** Tags of the newest articles; counted here, since that takes no more than reading them does. */
  private async tagsAmong(filter: Filter, newest: number): Promise<TagCount[]> {
    const found = await this.database.ask('content.tags', () =>
      this.articles
        .find(filter, { projection: { 'article.tags': 1 } })
        .sort({ 'keys.published': -1, _id: -1 })
        .limit(newest)
        .toArray(),
    );
    return usedTags(found.map(({ article }) => article).filter((article) => article !== undefined));
  }

  /**
   * What lies behind a cursor. It names the last article by its public id, since a uri may be longer than a
   * cursor may be. One that the public may not know of is nobody's place: then the time alone counts, or a cursor
   * that somebody has made up would tell whether there is such an article. Behind what is no cursor there is nothing.
   */
  private async after(key: 'keys.published' | 'keys.updated', cursor: string | undefined): Promise<object> {
    if (cursor === undefined) return {};
    const from = decodeCursor(cursor);
    if (!from) return { _id: { $in: [] } };
    const told = [{ status: 'public' }, { status: 'gone', 'gone.kind': { $ne: 'embargoed-again' } }] as const;
    const last = await this.database.ask('content.find', () =>
      this.articles.findOne({ id: from.id, $or: [...told] }, { projection: { _id: 1 } }),
    );
    const beside = last ? [{ [key]: from.time, _id: { $lt: last._id } }] : [];
    return { $or: [{ [key]: { $lt: from.time } }, ...beside] };
  }

  private get articles(): Collection<ArticleDocument> {
    return this.database.collection('articles');
  }
}

function cardsOf(documents: readonly ArticleDocument[]): ArticleCard[] {
  return documents
    .map(({ article }) => article)
    .filter((article) => article !== undefined)
    .map(cardOf);
}

function between(
  key: 'keys.published' | 'keys.updated',
  from: string | undefined,
  to: string | undefined,
): Filter {
  if (from === undefined && to === undefined) return {};
  const least = from === undefined ? {} : { $gte: new Date(from) };
  return { [key]: { ...least, ...(to === undefined ? {} : { $lt: new Date(to) }) } };
}

function filterOf(question: Partial<ListQuestion>): Filter {
  const { language, section, tag = [], author, ids, from, to, updatedSince } = question;
  const [only, ...more] = tag;
  // The indexes of tags and authors begin with the edition, so that there both are named.
  const both = only === undefined && !author ? {} : { 'keys.edition': { $in: ['en', 'ko'] as const } };
  return {
    'keys.status': isHidden(section) ? 'hidden' : 'public',
    ...(language ? { 'keys.edition': isKorean(language) ? 'ko' : 'en' } : both),
    ...(section ? { 'keys.section': section } : {}),
    ...(only === undefined ? {} : { 'keys.tags': more.length > 0 ? { $all: tag } : only }),
    ...(author ? { 'keys.authors': author } : {}),
    ...(ids ? { id: { $in: [...ids] } } : {}),
    ...between('keys.published', from, to),
    ...between('keys.updated', updatedSince, undefined),
  };
}
