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

  /** Whether a question would find the article now; costs the engine next to nothing. */
  async finds(articleId: string): Promise<boolean> {
    const query = { term: { articleId } };
    const { hits } = await this.client.search({
      index: `${this.index}-read`,
      size: 1,
      _source: false,
      query,
    });
    return hits.hits.length > 0;
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}
