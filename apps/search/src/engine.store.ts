import { Client, type ClientOptions, errors, Transport } from '@elastic/elasticsearch';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DependencyUnavailable, type Guard, Runtime, SETTINGS, step, type Values } from '#libs/service';
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
  const { ELASTICSEARCH_URL: node, ELASTICSEARCH_API_KEY: apiKey } = settings;
  return new Client({ node, ...(apiKey === '' ? {} : { auth: { apiKey } }), ...transport, ...options });
}

/** The step that says how long readers wait. */
const QUERY = 'search.query';
/** Steps that a reader waits for; all others go on trying as long as it takes. */
const ANSWERS = new Set([QUERY, 'search.positions', 'search.snapshot', 'search.walk', 'search.standing']);
/** What is not asked for a reader may take this long. */
const WORK_MS = 10_000;
/** The engine gives up before its driver does, and that one before whoever asked. */
const SHARES = { engine: 0.8, driver: 0.9 };

/** The index does not exist (any more), or is not the one whose position we know: it is filled from the change log. */
export class IndexMissing extends Error {
  readonly code = 'index_missing';
  readonly retriable = true;
}

/**
 * The one connection to the search engine. Every request is a named step, and its faults are told apart: an
 * engine that is away or too busy is a dependency that passes, an index that is missing is filled again. Readers
 * do not wait for an engine that is away: they hear so in time, and at once while it has not answered lately.
 */
@Injectable()
export class Engine implements OnApplicationShutdown {
  readonly client: Client;
  /** Whether the engine takes what is written: a disk that is nearly full closes its indices. */
  readonly room: ReturnType<Runtime['room']>;
  /** How long readers have waited for the engine lately. */
  readonly answered = new Answered();
  /** A question of a reader is given up then; a little earlier by the driver, and by the engine itself. */
  readonly answer: { ms: number; driverMs: number; engineTime: string };
  private readonly guard: Guard;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(Runtime) runtime: Runtime,
  ) {
    this.room = runtime.room('elasticsearch');
    this.client = this.connect();
    const ms = settings.SEARCH_ANSWER_MS;
    const engineTime = `${Math.floor(SHARES.engine * ms)}ms`;
    this.answer = { ms, driverMs: Math.floor(SHARES.driver * ms), engineTime };
    this.guard = runtime.guard('elasticsearch', {
      ms,
      twice: ({ cause }) => cause instanceof errors.ConnectionError,
    });
    runtime.dependsOn('elasticsearch', 'required', async () => {
      await this.client.cluster.health({}, { requestTimeout: 900 });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  protected connect(): Client {
    return connect(this.settings, { maxRetries: 0, requestTimeout: WORK_MS });
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
    if (!ANSWERS.has(name)) return this.once(name, work);
    const begun = performance.now();
    const answer = await this.guard.ask(() => this.once(name, work));
    if (name === QUERY) this.answered.note(performance.now() - begun, performance.now());
    return answer;
  }

  protected async once<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
    try {
      const answer = await step(name, () => work(this.client));
      // A bulk says of each part of it whether it was taken.
      if (!name.endsWith('bulk')) this.room.take(name);
      return answer;
    } catch (error) {
      if (isKind(error, 'index_not_found_exception'))
        throw new IndexMissing('the index is missing', { cause: error });
      if (isKind(error, BLOCKED)) {
        this.room.refuse(name, reasonOf(error));
        throw new DependencyUnavailable('room in elasticsearch', error);
      }
      const status = error instanceof errors.ResponseError ? (error.statusCode ?? 500) : 503;
      if (error instanceof errors.ElasticsearchClientError && (status === 429 || status >= 500)) {
        throw new DependencyUnavailable('elasticsearch', error);
      }
      throw error;
    }
  }
}

/**
 * What an index says that may not be written to: the engine closes all of a disk that is nearly full, and opens them
 * by itself when there is room again.
 */
export const BLOCKED = 'cluster_block_exception';

function reasonOf(error: unknown): string {
  return (error instanceof errors.ResponseError && error.body?.error?.reason) || BLOCKED;
}

export function isKind(error: unknown, kind: string): boolean {
  return error instanceof errors.ResponseError && error.body?.error?.type === kind;
}
