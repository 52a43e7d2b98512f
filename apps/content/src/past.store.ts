import { Inject, Injectable } from '@nestjs/common';
import type mongoose from 'mongoose';
import type { Collection } from 'mongoose';
import { type ArticleCard, cardOf, type PastAnswer, type PastQuestion } from '#libs/contracts';
import { Database } from '#libs/mongo';
import type { ArticleDocument } from './document.ts';
import { mayBeSeen, pictureOf, type Today, versionAt, withdrawnSince } from './past.ts';
import { type RevisionDocument, spanned } from './stood.ts';

type Filter = mongoose.mongo.Filter<RevisionDocument>;
type List = PastQuestion['lists'][number];

/** Some of those that are found may not be seen any more; so many more are looked at. */
const SPARE = 20;
/** Versions that a migration looks for at once. */
const AT_ONCE = 500;
/** Withdrawals that are counted; a paper has not so many in its life. */
const MOST_WITHDRAWN = 10_000;
/** More versions than that nobody reads of one article. */
const MOST_VERSIONS = 200;

const fields = {
  id: 1,
  status: 1,
  withdrawn: 1,
  withdrawnAt: 1,
  gone: 1,
  firstPublished: 1,
  'article.section': 1,
  'article.language': 1,
} as const;

/**
 * What was public at a moment, from the kept versions and their spans. Of an article that was withdrawn since, or
 * that is under embargo again, nothing is answered, whatever may still be kept; nor a picture that no article shows
 * now. Tags and authors bear the names they have today.
 */
@Injectable()
export class PastStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Gives states that were kept before spans were the spans that they say themselves; safe to call again. */
  async migrate(): Promise<void> {
    await this.database.migrate('content.migrate', async () => {
      // None is named by the index as well as any other edition.
      const without = { edition: null } as unknown as Filter;
      for (;;) {
        const found = await this.revisions
          .find(without, { projection: { uri: 1 } })
          .limit(AT_ONCE)
          .toArray();
        if (found.length === 0) return;
        for (const uri of new Set(found.map((each) => each.uri))) await this.span(uri);
      }
    });
  }

  /** A list as it stood, newest first. */
  async list({ language, section, limit }: List, at: number): Promise<PastAnswer['lists'][number]> {
    const time = new Date(at);
    const place = { edition: language, ...(section === undefined ? {} : { section }) };
    const filter: Filter = {
      ...place,
      published: { $lte: time },
      from: { $lte: time },
      until: { $gt: time },
    };
    const found = await this.ask(() =>
      this.revisions
        .find(filter, { projection: { 'article.body': 0 } })
        .sort({ published: -1, _id: -1 })
        .limit(limit + SPARE)
        .toArray(),
    );
    const seen = (await this.seen(found, at)).slice(0, limit);
    const withdrawn = await this.withdrawn(at);
    // A list that is not full goes back to the beginning of the paper.
    const oldest = seen.length < limit ? '' : (seen.at(-1)?.article.firstPublished ?? '');
    const missing = withdrawn.filter(
      (each) => withdrawnSince(each, place, at) && (each.firstPublished ?? '') >= oldest,
    );
    return { articles: await this.cards(seen), withdrawn: missing.length };
  }

  /** Cards of those of these articles that stood then, by public id or by uri. */
  async named(key: 'id' | 'uri', names: readonly string[], at: number): Promise<ArticleCard[]> {
    if (names.length === 0) return [];
    const uris =
      key === 'uri' ? [...names] : (await this.today({ id: { $in: [...names] } })).map(({ uri }) => uri);
    const time = new Date(at);
    const filter: Filter = { uri: { $in: uris }, from: { $lte: time }, until: { $gt: time } };
    const found = await this.ask(() =>
      this.revisions.find(filter, { projection: { 'article.body': 0 } }).toArray(),
    );
    return this.cards(await this.seen(found, at));
  }

  /** All that is kept of an article, with what must be known of it today; nothing of one that is not known. */
  async whole(name: string): Promise<{ today: Today; revisions: RevisionDocument[] } | undefined> {
    const [today] = await this.today({ $or: [{ _id: name }, { id: name }] });
    if (!today) return undefined;
    const revisions = await this.ask(() =>
      this.revisions.find({ uri: today.uri }).sort({ version: -1 }).limit(MOST_VERSIONS).toArray(),
    );
    return { today, revisions };
  }

  /** Which of these pictures a public article shows now. */
  async shown(mediaIds: readonly string[]): Promise<Set<string>> {
    if (mediaIds.length === 0) return new Set();
    const filter = { 'keys.media': { $in: [...mediaIds] }, 'keys.status': 'public' } as const;
    const found = await this.ask(() => this.articles.find(filter, { projection: { keys: 1 } }).toArray());
    return new Set(found.flatMap(({ keys }) => keys.media ?? []));
  }

  private async span(uri: string): Promise<void> {
    const [states, article] = await Promise.all([
      this.revisions.find({ uri }).toArray(),
      this.articles.findOne({ _id: uri }, { projection: { keys: 1 } }),
    ]);
    const operations = spanned(states, article?.keys.gone?.getTime()).map(({ _id, ...said }) => ({
      updateOne: { filter: { _id }, update: { $set: said } },
    }));
    await this.revisions.bulkWrite(operations);
  }

  /** The versions of a moment that may be seen, one of each article. */
  private async seen(found: readonly RevisionDocument[], at: number): Promise<RevisionDocument[]> {
    const uris = [...new Set(found.map(({ uri }) => uri))];
    const today = new Map(
      (await this.today({ _id: { $in: uris } })).map((each) => [each.uri, each] as const),
    );
    return found.filter((each) => {
      const others = found.filter(({ uri }) => uri === each.uri);
      return versionAt(others, at) === each && mayBeSeen(each, today.get(each.uri));
    });
  }

  private async cards(seen: readonly RevisionDocument[]): Promise<ArticleCard[]> {
    const leads = seen.flatMap(({ article }) => article.lead?.mediaId ?? []);
    const shown = await this.shown([...new Set(leads)]);
    return seen.map(({ article }) => pictureOf(cardOf(article), shown));
  }

  private async withdrawn(at: number): Promise<Today[]> {
    return this.today({ withdrawnAt: { $gt: at } }, MOST_WITHDRAWN);
  }

  private async today(filter: mongoose.mongo.Filter<ArticleDocument>, most = 0): Promise<Today[]> {
    return this.ask(() =>
      this.articles
        .find(filter, { projection: { ...fields, uri: 1 } })
        .limit(most)
        .toArray(),
    );
  }

  private get revisions(): Collection<RevisionDocument> {
    return this.database.collection('revisions');
  }

  private get articles(): Collection<ArticleDocument> {
    return this.database.collection('articles');
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return this.database.ask('content.past', work);
  }
}
