// A gateway in the world: the real cache of pages, purged by the real consumer. Of a page there is what it says of its
// article; pages are asked for as the route of an article does.

import { type ArticleAnswer, topics } from '#libs/contracts';
import type { Runner, Sender } from '#libs/kafka';
import { BackendClient } from '../../apps/gateway/src/backend.client.ts';
import type { Answer, Ready } from '../../apps/gateway/src/cache/pressed.ts';
import { ReadyStore } from '../../apps/gateway/src/cache/ready.store.ts';
import { ChangeConsumer } from '../../apps/gateway/src/change.consumer.ts';
import type { Press } from '../../apps/gateway/src/pages/press.controller.ts';
import { WithdrawnWatch } from '../../apps/gateway/src/withdrawn.client.ts';
import type { Line, Paper } from './given.ts';
import type { Process } from './process.ts';

/** As pages/press.controller.ts has it. */
const SOFT_MS = 10_000;
const MISSING_MS = 1_000;

export interface GatewayParts {
  backend: BackendClient;
  ready: ReadyStore;
  consumer: ChangeConsumer;
  runner: Runner;
  sender: Sender;
  /** Group of this process in the log. */
  group: string;
  page(id: string, url: string): Promise<Seen>;
}

/** What a reader is shown. */
export interface Seen {
  status: number;
  /** Of the state that is shown; 0 where there is none. */
  seq: number;
  version: number;
  /** When content was asked for it; nothing where the log has told it. */
  asOf: number | undefined;
}

/** Asks content over the world's ways instead of HTTP. */
class WorldlyBackend extends BackendClient {
  constructor(
    private readonly process: Process,
    private readonly paper: Paper,
  ) {
    super({ CONTENT_URL: '', GATEWAY_ANSWER_MS: 2_000 } as never, process.runtime);
  }

  protected override get<T>(_: string, url: string): Promise<T | undefined> {
    const [, kind = '', which = ''] = /^\/internal\/(articles|withdrawn)(?:\/|\?since=)(.*)$/.exec(url) ?? [];
    const asked = this.paper.question<unknown>(this.process, 'content', (content) =>
      kind === 'articles' ? content.article(which) : content.withdrawn(Number(which)),
    );
    return this.process.step('gateway.content', () => asked as Promise<T | undefined>);
  }
}

export function startGateway(process: Process, paper: Paper, { runner, sender }: Line): GatewayParts {
  const { runtime } = process;
  const backend: BackendClient = new WorldlyBackend(process, paper);
  const ready = new ReadyStore({ GATEWAY_CACHE_BYTES: 2 ** 20 } as never, runtime);
  const press: Pick<Press, 'news'> = {
    news: (article) => ({ answer: pageOf({ state: 'public', article }, article.id), shown: new Map() }),
  };
  const journal = { take: () => undefined };
  const consumer = new ChangeConsumer(ready, backend, press as never, journal as never);
  const watch = new WithdrawnWatch(ready, backend, runner, runtime);
  const page = async (id: string, url: string): Promise<Seen> => {
    const make = async (): Promise<Answer> => {
      const asOf = paper.world.now;
      return pageOf(await backend.article(id), id, asOf);
    };
    return seenOn(ready.get(url) ?? (await ready.fill(url, make)));
  };
  const group = `gateway.${process.machine.name}.x`;
  const parts: GatewayParts = { backend, ready, consumer, runner, sender, group, page };
  paper.mutant.gateway?.(parts, process);
  runner.addHandler(topics.changes.name, ((given: never) => consumer.changes(given)) as never, true, {
    batch: 200,
  });
  runner.listen(() => undefined);
  watch.onApplicationBootstrap();
  return parts;
}

function pageOf(answer: ArticleAnswer | undefined, id: string, asOf?: number): Answer {
  const of = (seq: number, version: number) => JSON.stringify({ seq, version, asOf });
  const page = { type: 'text/html', cacheControl: '' };
  if (!answer) return { ...page, status: 404, body: of(0, 0), keys: [`article:${id}`], softMs: MISSING_MS };
  const { seq } = answer.article;
  if (answer.state === 'gone') return { ...page, status: 410, body: of(seq, 0), keys: [] };
  const body = of(seq, answer.article.version);
  return { ...page, status: 200, body, keys: [`article:${id}`], softMs: SOFT_MS };
}

function seenOn({ status, body }: Ready): Seen {
  const { asOf, ...state } = JSON.parse(body) as Omit<Seen, 'status'>;
  return { status, ...state, asOf };
}
