import type { ArticleCard, Receipt } from '#libs/contracts';
import { publicId } from '#libs/text';
import type { Paper } from '../demo/seed.ts';
import { ReaderClient } from '../local/reader.client.ts';
import type { Shown } from './ledger.ts';
import { NO_ANSWER } from './report.ts';

/** How a newsroom and its readers reach a paper. */
export interface Door {
  /** Says something; `NO_ANSWER` for the status if there is none. */
  say(event: object): Promise<{ status: number; receipt?: Receipt }>;
  /** Reads a path of the gateway. */
  read(path: string): Promise<number>;
  /** Paths of pages there are already, newest last. */
  pages(): Promise<string[]>;
}

const ANSWER_MS = 10_000;

/** Over HTTP, to this machine only: a simulation is load, and load is for nobody else's servers. */
export class HttpDoor implements Door {
  private readonly reader: ReaderClient;

  /** Throws when an address is not that of this machine. */
  constructor(private readonly paper: Paper) {
    this.reader = new ReaderClient(paper.gateway);
    for (const address of [paper.ingest, paper.gateway]) {
      const { protocol, hostname } = new URL(address);
      if (protocol !== 'http:' || hostname !== '127.0.0.1')
        throw new Error(`${address} is not on this machine: a simulation goes to http://127.0.0.1 only`);
    }
  }

  async say(event: object): Promise<{ status: number; receipt?: Receipt }> {
    try {
      const response = await fetch(`${this.paper.ingest}/v1/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json',
          authorization: `Bearer ${this.paper.key}`,
        },
        body: JSON.stringify(event),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const receipt = (await response.json()) as Receipt;
      return response.status === 202 ? { status: 202, receipt } : { status: response.status };
    } catch {
      return { status: NO_ANSWER };
    }
  }

  async read(path: string): Promise<number> {
    try {
      const response = await fetch(this.paper.gateway + path, {
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return NO_ANSWER;
    }
  }

  async pages(): Promise<string[]> {
    const lists = await Promise.all(
      ['en', 'ko'].map(async (lang) => {
        const path = `/api/v1/articles?lang=${lang}&limit=100`;
        return (await this.reader.json<{ data: ArticleCard[] }>(path)).body.data;
      }),
    );
    return lists
      .flat()
      .toSorted((a, b) => a.firstPublished.localeCompare(b.firstPublished))
      .map(({ url }) => url);
  }

  /** What readers get of an article. */
  async shown(uri: string): Promise<Shown> {
    const path = `/api/v1/articles/${publicId(uri)}`;
    const { status, body } = await this.reader.json<{ data?: { version: number } }>(path);
    if (status === 200 && body.data) return { state: 'public', version: body.data.version };
    return { state: status === 410 ? 'gone' : 'unknown' };
  }
}
