import { Client } from '@elastic/elasticsearch';
import type { PublicArticle } from '#libs/contracts';
import { operation } from '../../apps/search/src/document.ts';

/** The articles in one request; as many as a rebuild writes at once. */
const BULK = 500;

/** The search engine as a program reaches it that does nothing else: the peer of the search service. */
export class BareEngine {
  private readonly client: Client;
  private readonly index: string;

  constructor(settings: Readonly<Record<string, string>>) {
    this.client = new Client({ node: settings['ELASTICSEARCH_URL'] ?? '', requestTimeout: 60_000 });
    this.index = `${settings['SEARCH_INDEX_PREFIX'] ?? 'sosik'}-articles`;
  }

  /** Writes articles as the service does, one request after the other; answers how long that took, milliseconds. */
  async fill(articles: Iterable<PublicArticle>): Promise<number> {
    const begun = performance.now();
    const send = async (some: PublicArticle[]): Promise<void> => {
      const operations = some.flatMap((article) => operation({ type: 'article.public', article }));
      const { errors } = await this.client.bulk({ index: `${this.index}-write`, operations });
      if (errors) throw new Error('the index does not take the articles of the bench');
    };
    const some: PublicArticle[] = [];
    for (const article of articles) {
      some.push(article);
      if (some.length === BULK) await send(some.splice(0));
    }
    if (some.length > 0) await send(some);
    await this.client.indices.refresh({ index: `${this.index}-read` });
    return performance.now() - begun;
  }

  async search(request: object): Promise<void> {
    await this.client.search({ index: `${this.index}-read`, ...request });
  }

  /** Which of these articles a question would find now; costs the engine much less than the question. */
  async found(articleIds: readonly string[]): Promise<string[]> {
    const index = `${this.index}-read`;
    const { docs } = await this.client.mget({
      ...{ index, ids: [...articleIds] },
      // What is written and not refreshed yet is no find.
      ...{ realtime: false, _source: false },
    });
    return docs.flatMap((doc) => ('found' in doc && doc.found ? [doc._id] : []));
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}
