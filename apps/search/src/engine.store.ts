import { Client, errors } from '@elastic/elasticsearch';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import type { searchSettings } from './settings.ts';

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

  constructor(@Inject(SETTINGS) settings: Values<typeof searchSettings>, @Inject(Runtime) runtime: Runtime) {
    this.client = new Client({ node: settings.ELASTICSEARCH_URL, maxRetries: 0, requestTimeout: 10_000 });
    runtime.dependsOn('elasticsearch', 'required', async () => {
      await this.client.cluster.health({}, { requestTimeout: 900 });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  async ask<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await step(name, () => work(this.client));
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
