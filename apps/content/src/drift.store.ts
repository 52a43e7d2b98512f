import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import type { RecordedArticle } from '#libs/contracts';
import { Database } from '#libs/mongo';
import { retelling } from './article.ts';
import { type ArticleDocument, stateOf } from './document.ts';
import { type Kept, recordedOf } from './drift.ts';
import type { RevisionDocument } from './stood.ts';

/** Of what was told, as the change log has it. An index on the status would not give them in the order of their uris. */
const TOLD = { status: { $in: ['public', 'gone'] as const } };

/**
 * The record as views are held against it: each article that the public was ever told of, as it was told last, and
 * whether its revisions agree with it. Articles are read before their revisions: those are kept before and erased
 * before an article is written, so a difference that stands is none of the moment.
 */
@Injectable()
export class DriftStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** In the order of their uris, behind one of them. */
  async page(after: string | undefined, limit: number): Promise<RecordedArticle[]> {
    const behind = after === undefined ? {} : { _id: { $gt: after } };
    const found = await this.ask(() =>
      this.articles
        .find({ ...TOLD, ...behind })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return this.recorded(found);
  }

  /** Articles that are public now; told by an index alone. */
  count(): Promise<number> {
    return this.ask(() => this.articles.countDocuments({ 'keys.status': 'public' }));
  }

  /** Those of these public ids that the public was told of. */
  async of(ids: readonly string[]): Promise<RecordedArticle[]> {
    const found = await this.ask(() => this.articles.find({ ...TOLD, id: { $in: [...ids] } }).toArray());
    return this.recorded(found);
  }

  async known(ids: readonly string[]): Promise<string[]> {
    const found = await this.ask(() =>
      this.articles.find({ ...TOLD, id: { $in: [...ids] } }, { projection: { id: 1 } }).toArray(),
    );
    return found.map(({ id }) => id);
  }

  private async recorded(found: readonly ArticleDocument[]): Promise<RecordedArticle[]> {
    if (found.length === 0) return [];
    const uris = found.map(({ _id }) => _id);
    const kept: Kept[] = await this.ask(() =>
      this.revisions.find({ uri: { $in: uris } }, { projection: { uri: 1, version: 1 } }).toArray(),
    );
    const byUri = Map.groupBy(kept, ({ uri }) => uri);
    return found.flatMap((document) => {
      const state = stateOf(document);
      const [change] = state ? retelling(state) : [];
      return state && change ? [recordedOf(state, change, byUri.get(state.uri) ?? [])] : [];
    });
  }

  private get articles(): Collection<ArticleDocument> {
    return this.database.collection('articles');
  }

  private get revisions(): Collection<RevisionDocument> {
    return this.database.collection('revisions');
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return this.database.ask('content.drift', work);
  }
}
