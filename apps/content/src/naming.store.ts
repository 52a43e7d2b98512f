import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import { Database } from '#libs/mongo';
import type { ArticleDocument } from './document.ts';
import { type Names, type NamingState, namesOf, noNames, outdated, placesOf } from './naming.ts';

type NamingDocument = NamingState & { _id: string };
interface Edition {
  _id: string;
  edition: number;
}

/** The book of names has one number; it rises with each renaming, after that is kept. */
const BOOK = 'names';

/**
 * How tags and authors are called. The whole book is held in memory and read again when its number has risen, so
 * that a batch of articles costs one small question.
 */
@Injectable()
export class NamingStore {
  private book: { edition: number; names: Names } = { edition: 0, names: noNames };
  /** Whether articles are to be told again, as far as this process knows. */
  unfinished = false;
  private renewals = 0;

  constructor(@Inject(Database) private readonly database: Database) {}

  async migrate(): Promise<void> {
    await this.database.migrate('content.migrate', async () => {
      await this.namings.createIndexes([{ key: { open: 1 }, name: 'open', sparse: true }]);
      await this.articles.createIndexes([
        { key: { 'said.tags.slug': 1 }, name: 'said-tag', sparse: true },
        { key: { 'said.by.slug': 1 }, name: 'said-author', sparse: true },
      ]);
    });
  }

  /** Names as of now; the same object as long as nothing was renamed. */
  async names(): Promise<Names> {
    // The number first: what is read after it is at least as new.
    const found = await this.database.ask('content.names', () => this.editions.findOne({ _id: BOOK }));
    const edition = found?.edition ?? 0;
    if (edition !== this.book.edition) {
      const namings = await this.database.ask('content.names', () =>
        this.namings.find({ is: 'naming' }).toArray(),
      );
      this.book = { edition, names: edition === 0 ? noNames : namesOf(namings) };
    }
    return this.book.names;
  }

  /** To be called after renamings were kept: whoever asks from now on gets them. */
  async renew(): Promise<void> {
    this.renewals++;
    this.unfinished = true;
    await this.database.ask('content.renew-names', () =>
      this.editions.updateOne({ _id: BOOK }, { $inc: { edition: 1 } }, { upsert: true }),
    );
  }

  /** Renamings whose articles are yet to be told again. */
  async open(): Promise<NamingState[]> {
    const { renewals } = this;
    const open = await this.database.ask('content.renames', () =>
      this.namings.find({ open: true }).toArray(),
    );
    this.unfinished = open.length > 0 || renewals !== this.renewals;
    return open;
  }

  /** Closes a renaming, unless another one has taken its place. */
  async close({ key, decided }: NamingState): Promise<void> {
    await this.database.ask('content.close-rename', () =>
      this.namings.updateOne({ _id: key, decided }, { $unset: { open: '' } } as never),
    );
  }

  /** Articles that a renaming concerns and that still show other names than these, the newest first. */
  async outdated(naming: NamingState, names: Names): Promise<string[]> {
    const $in = placesOf(naming, names);
    const isTag = naming.bearer === 'tag';
    // The index begins with status and edition.
    const shown = { 'keys.status': 'public', 'keys.edition': { $in: ['en', 'ko'] } };
    const stale = new Set<string>();
    for (const filter of [
      { ...shown, [isTag ? 'keys.tags' : 'keys.authors']: { $in } },
      { [isTag ? 'said.tags.slug' : 'said.by.slug']: { $in } },
    ]) {
      await this.database.ask('content.bearers', async () => {
        const fields = { 'article.tags': 1, 'article.by': 1, said: 1 };
        const found = this.articles.find(filter, { projection: fields }).sort({ 'keys.published': -1 });
        for await (const each of found) if (outdated(each, names)) stale.add(each._id);
      });
    }
    return [...stale];
  }

  private get namings(): Collection<NamingDocument> {
    return this.database.collection('editorial');
  }

  private get editions(): Collection<Edition> {
    return this.database.collection('editions');
  }

  private get articles(): Collection<ArticleDocument> {
    return this.database.collection('articles');
  }
}
