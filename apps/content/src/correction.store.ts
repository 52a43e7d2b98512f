import { Inject, Injectable } from '@nestjs/common';
import type mongoose from 'mongoose';
import type { Collection } from 'mongoose';
import type {
  ArticleCard,
  Correction,
  CorrectionsAnswer,
  CorrectionsQuestion,
  PublicArticle,
} from '#libs/contracts';
import { Database } from '#libs/mongo';
import { isKorean } from '#libs/text';
import { namedBy } from './document.ts';
import { ListStore } from './list.store.ts';
import type { RevisionDocument } from './stood.ts';

type Filter = mongoose.mongo.Filter<RevisionDocument>;

/** Corrections read at once, some of which may be of the other edition, or of articles that have left. */
const BATCH = 100;
/** So many times a page reads on; a page that is short for it still knows where the next one begins. */
const MOST_BATCHES = 10;
/** Nobody has been corrected more often and was not withdrawn. */
const MOST_OF_ONE = 50;

const fields = { uri: 1, version: 1, 'article.changeNote': 1, 'article.versionCreated': 1 } as const;

/**
 * Corrections that readers have been told, from the kept versions. A version counts while its article is public,
 * and up to the version that is; a withdrawal takes all of them.
 */
@Injectable()
export class CorrectionStore {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ListStore) private readonly lists: ListStore,
  ) {}

  /** Makes what the queries below need; safe to call again. */
  async migrate(): Promise<void> {
    const newest = { 'article.versionCreated': -1, _id: -1 } as const;
    await this.database.migrate('content.migrate', () =>
      this.revisions.createIndexes([{ key: { 'article.changeType': 1, ...newest }, name: 'corrections' }]),
    );
  }

  /** Those of one article, the newest first. */
  async of({ uri, version }: PublicArticle): Promise<Correction[]> {
    const filter: Filter = { uri, version: { $lte: version }, ...isCorrection };
    const found = await this.ask(() =>
      this.revisions.find(filter, { projection: fields }).sort({ version: -1 }).limit(MOST_OF_ONE).toArray(),
    );
    return found.map(correctionOf);
  }

  /** Those of an edition, the newest first; behind a cursor that is not ours there is nothing. */
  async newest({ language, limit, cursor }: CorrectionsQuestion): Promise<CorrectionsAnswer> {
    const corrections: CorrectionsAnswer['corrections'] = [];
    let after = cursor === undefined ? undefined : decode(cursor);
    if (cursor !== undefined && !after) return { corrections };
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const found = await this.batch(after);
      const cards = await this.lists.named([...new Set(found.map(({ uri }) => uri))]);
      for (const revision of found) {
        const card = cards.get(revision.uri);
        if (card && shown(card, revision, language)) {
          if (corrections.length === limit) return { corrections, ...(after ? { next: encode(after) } : {}) };
          corrections.push({ ...correctionOf(revision), article: namedBy(card) });
        }
        after = placeOf(revision);
      }
      if (found.length < BATCH) return { corrections };
    }
    return { corrections, ...(after ? { next: encode(after) } : {}) };
  }

  private batch(after: Place | undefined): Promise<RevisionDocument[]> {
    const key = 'article.versionCreated';
    const behind = after
      ? { $or: [{ [key]: { $lt: after.at } }, { [key]: after.at, _id: { $lt: after.id } }] }
      : {};
    const filter = { ...isCorrection, ...behind } as Filter;
    return this.ask(() =>
      this.revisions
        .find(filter, { projection: fields })
        .sort({ [key]: -1, _id: -1 })
        .limit(BATCH)
        .toArray(),
    );
  }

  private get revisions(): Collection<RevisionDocument> {
    return this.database.collection('revisions');
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return this.database.ask('content.corrections', work);
  }
}

/** What an article is when it first appears corrects nothing. */
const isCorrection = { 'article.changeType': 'correction', 'article.revision': { $gt: 1 } } as const;

interface Place {
  at: string;
  id: string;
}

function shown(card: ArticleCard, revision: RevisionDocument, language: string | undefined): boolean {
  const here = language === undefined || isKorean(card.language) === isKorean(language);
  return here && revision.version <= card.version;
}

function correctionOf({ version, article }: RevisionDocument): Correction {
  const { versionCreated = '', changeNote } = article;
  return { version, at: versionCreated, ...(changeNote === undefined ? {} : { note: changeNote }) };
}

function placeOf({ _id, article }: RevisionDocument): Place {
  return { at: article.versionCreated ?? '', id: _id };
}

function encode({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

function decode(cursor: string): Place | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(value)) return undefined;
    const [at, id]: unknown[] = value;
    return typeof at === 'string' && typeof id === 'string' ? { at, id } : undefined;
  } catch {
    return undefined;
  }
}
