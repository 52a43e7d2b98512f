// A newsroom system at the gate, as an integrator would write it: plain HTTP and a key; every answer as it came.
import type { ArticleInput, BatchReceipt, Problem, Receipt } from '#libs/contracts';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T & Partial<Omit<Problem, 'status'>>;
}

export interface Options {
  method?: string;
  type?: string;
  headers?: Record<string, string>;
  query?: string;
  /** Another gate than the usual one. */
  origin?: string;
}

export class Sender {
  constructor(
    private readonly origin: string,
    private readonly key: string,
  ) {}

  async ask<T>(path: string, body: unknown, options: Options = {}): Promise<Answer<T>> {
    const { method = 'POST', type = 'application/json', query = '', origin = this.origin } = options;
    const response = await fetch(origin + path + query, {
      method,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': type, ...options.headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { status, headers } = response;
    return { status, headers, body: (await response.json()) as Answer<T>['body'] };
  }

  send<T = Receipt>(event: object, options?: Options): Promise<Answer<T>> {
    return this.ask('/v1/events', event, { type: 'application/cloudevents+json', ...options });
  }

  sendAll<T = BatchReceipt>(events: unknown[], options?: Options): Promise<Answer<T>> {
    return this.ask('/v1/events', events, { type: 'application/cloudevents-batch+json', ...options });
  }

  put<T = Receipt>({ uri, ...body }: ArticleInput, options?: Options): Promise<Answer<T>> {
    return this.ask(pathOf(uri), body, { method: 'PUT', ...options });
  }

  withdraw<T = Receipt>(uri: string, body: object, options?: Options): Promise<Answer<T>> {
    return this.ask(`${pathOf(uri)}/withdraw`, body, options);
  }

  where<T = object>(uri: string): Promise<Answer<T>> {
    return this.ask(pathOf(uri), undefined, { method: 'GET' });
  }
}

export function pathOf(uri: string): string {
  return `/v1/articles/${encodeURIComponent(uri)}`;
}
