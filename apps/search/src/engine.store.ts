import { Client, type ClientOptions, errors, Transport } from '@elastic/elasticsearch';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { Answered } from './pace.ts';
import type { searchSettings } from './settings.ts';

type TransportOptions = ConstructorParameters<typeof Transport>[0];

/**
 * OpenSearch answers the same requests, but does not call itself Elasticsearch and knows no media types of its
 * own: the driver must neither ask for the one nor send the other.
 */
export class PlainTransport extends Transport {
  constructor({ productCheck: _, vendoredHeaders: __, ...options }: TransportOptions) {
    super(options);
  }
}

/** A connection to the engine that the settings name. */
export function connect(settings: Values<typeof searchSettings>, options: ClientOptions): Client {
  const transport = settings.SEARCH_ENGINE === 'opensearch' ? { Transport: PlainTransport } : {};
  return new Client({ node: settings.ELASTICSEARCH_URL, ...transport, ...options });
}

/** Steps that a reader waits for. */
const ANSWERS = new Set(['search.query']);

/** The index does not exist (any more), or is not the one whose position we know: it is filled from the change log. */
export class IndexMissing extends Error {
  readonly code = 'index_missing';
  readonly retriable = true;
}

/**
 * The one connection to the search engine. Every request is a named step, and its faults are told apart: an
 * engine that is away or too busy is a dependency that passes, an index that is missing is filled again.
 */
@Injectable()
export class Engine implements OnApplicationShutdown {
  readonly client: Client;
  /** How long readers have waited for the engine lately. */
  readonly answered = new Answered();

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(Runtime) runtime: Runtime,
  ) {
    this.client = this.connect();
    runtime.dependsOn('elasticsearch', 'required', async () => {
      await this.client.cluster.health({}, { requestTimeout: 900 });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  protected connect(): Client {
    return connect(this.settings, { maxRetries: 0, requestTimeout: 10_000 });
  }

  /** A state of the index in which nothing moves, kept for as long after each use. OpenSearch has its own ways to it. */
  async openSnapshot(index: string, keep: string): Promise<string> {
    if (this.settings.SEARCH_ENGINE === 'elasticsearch') {
      return (await this.client.openPointInTime({ index, keep_alive: keep })).id;
    }
    const { pit_id } = await this.client.transport.request<{ pit_id: string }>({
      method: 'POST',
      path: `/${encodeURIComponent(index)}/_search/point_in_time`,
      querystring: { keep_alive: keep },
    });
    return pit_id;
  }

  async closeSnapshot(id: string): Promise<void> {
    if (this.settings.SEARCH_ENGINE === 'elasticsearch') await this.client.closePointInTime({ id });
    else {
      const body = { pit_id: [id] };
      await this.client.transport.request({ method: 'DELETE', path: '/_search/point_in_time', body });
    }
  }

  async ask<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      const answer = await step(name, () => work(this.client));
      if (ANSWERS.has(name)) this.answered.note(performance.now() - begun, performance.now());
      return answer;
    } catch (error) {
      if (isKind(error, 'index_not_found_exception'))
        throw new IndexMissing('the index is missing', { cause: error });
      const status = error instanceof errors.ResponseError ? (error.statusCode ?? 500) : 503;
      if (error instanceof errors.ElasticsearchClientError && (status === 429 || status >= 500)) {
        throw new DependencyUnavailable('elasticsearch', error);
      }
      throw error;
    }
  }
}

export function isKind(error: unknown, kind: string): boolean {
  return error instanceof errors.ResponseError && error.body?.error?.type === kind;
}
