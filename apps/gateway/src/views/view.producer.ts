import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { encodeViews, topics, VIEWS_PER_BATCH, type ViewBatch } from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { metrics, Runtime, SETTINGS, type Values } from '#libs/service';
import type { gatewaySettings } from '../settings.ts';
import { Proxies } from './address.ts';
import { Again } from './again.ts';
import { asideOf } from './request.ts';
import { Agents, agentOf } from './robot.ts';
import { SaltClient } from './salt.client.ts';
import { netOf, visitorOf } from './visitor.ts';

/** Views wait this long for company; readers never wait. One by one, between two answers, each look costs far more. */
const LINGER_MS = 5;
/** So many wait at most: packed they are a tenth of what one request to the log may hold. */
const MOST_TOGETHER = 2_000;
/** More than this can't be sent in time: readers are served, their views are dropped and counted. */
const MOST_WAITING = 20_000;

const views = metrics.counter({
  name: 'sosik_gateway_views_total',
  help: 'Article views by what became of them, and requests that are none, by the reason',
  labels: ['result'],
});
const salted = metrics.counter({
  name: 'sosik_gateway_views_hashed_total',
  help: 'Views by the salt of their hashes: of the day, the last one known, or of this process alone',
  labels: ['salt'],
});

/** What a view is told by, of a request. */
interface Asking {
  /** Of the other end of the connection. */
  ip: string;
  headers: IncomingHttpHeaders;
}

/** A page that was handed out, or that an app told of. */
interface Asked extends Asking {
  id: string;
  at: number;
  /** An app told of it. */
  app: boolean;
}

/**
 * Tells which articles were read, and by how many: robots, programs and browsers that fetch ahead are counted
 * apart. Of the reader a view holds two hashes with a salt of the day; address and agent stay in the memory of this
 * process. A view may be lost with a dying process (the last 5 ms) or with the log away; it is
 * never told twice. What waits leaves together, of all partitions in one request.
 */
@Injectable()
export class ViewProducer implements OnModuleDestroy {
  private readonly name = randomBytes(8).toString('hex');
  private asked: Asked[] = [];
  private readonly waiting = new Map<number, ViewBatch['views']>();
  private readonly numbers = new Map<number, number>();
  private readonly agents = new Agents();
  private readonly again = new Again();
  private readonly proxies: Proxies;
  private readonly site: string;
  /** Views not yet acknowledged by the log, those under way included. */
  private count = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    @Inject(Sender) private readonly sender: Sender,
    @Inject(SaltClient) private readonly salts: SaltClient,
    @Inject(SETTINGS) settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.proxies = new Proxies(settings.GATEWAY_TRUSTED_PROXIES, settings.GATEWAY_PROXY_HEADER);
    this.site = settings.PUBLIC_URL;
    runtime.works('views', () => this.count > 0 || this.asked.length > 0);
  }

  /** An article's page was handed out. */
  seen(request: Asking, id: string): void {
    this.gather(request, id, false);
  }

  /** An app says that an article is read in it. */
  told(request: Asking, id: string): void {
    this.gather(request, id, true);
  }

  /** Where somebody asks from: the address that a limit holds for. */
  addressOf({ ip, headers }: Asking): string | undefined {
    return this.proxies.reader(ip, headers);
  }

  async onModuleDestroy(): Promise<void> {
    // Pages are handed out until the server is closed; what is seen then waits for no company.
    this.stopping = true;
    await this.flush();
  }

  private gather({ ip, headers }: Asking, id: string, app: boolean): void {
    if (this.count + this.asked.length >= MOST_WAITING) return void views.inc({ result: 'shed' });
    this.asked.push({ ip, headers, id, app, at: this.runtime.now() });
    if (this.stopping || this.asked.length >= MOST_TOGETHER) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), LINGER_MS);
  }

  private note(asked: Asked): void {
    const { id, at, app } = asked;
    const aside = app ? undefined : asideOf(asked.headers);
    if (aside) return void views.inc({ result: aside });
    const agent = agentOf(asked.headers['user-agent']);
    const kind = this.agents.kind(agent, app);
    const address = kind === 'person' ? this.addressOf(asked) : undefined;
    if (kind !== 'person') views.inc({ result: kind });
    else if (address !== undefined && this.again.soon(`${address} ${agent}`, id, at))
      views.inc({ result: 'again' });
    else this.add({ id, at, ...this.hashes(at, address, agent), ...(app ? { app } : {}) });
  }

  private hashes(at: number, address: string | undefined, agent: string): { visitor?: string; net?: string } {
    if (address === undefined) return {};
    const { kind, bytes } = this.salts.at(at);
    salted.inc({ salt: kind });
    const net = netOf(bytes, address);
    return kind === 'own' ? { net } : { net, visitor: visitorOf(bytes, this.site, { address, agent }) };
  }

  private add(view: ViewBatch['views'][number]): void {
    const partition = partitionOf(view.id);
    const batch = this.waiting.get(partition) ?? [];
    this.waiting.set(partition, batch);
    this.count++;
    if (batch.push(view) < VIEWS_PER_BATCH) return;
    this.waiting.delete(partition);
    void this.send(partition, batch);
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const asked = this.asked;
    this.asked = [];
    for (const each of asked) this.note(each);
    const batches = [...this.waiting];
    this.waiting.clear();
    await Promise.all(batches.map(([partition, batch]) => this.send(partition, batch)));
  }

  private async send(partition: number, batch: ViewBatch['views']): Promise<void> {
    const n = this.numbers.get(partition) ?? 0;
    this.numbers.set(partition, n + 1);
    try {
      await this.sender.send(
        topics.views.name,
        encodeViews({ gateway: this.name, n, views: batch }),
        partition,
      );
      views.inc({ result: 'sent' }, batch.length);
    } catch {
      views.inc({ result: 'lost' }, batch.length);
    } finally {
      this.count -= batch.length;
    }
  }
}

/** All views of an article lie in one partition: its count has one writer. FNV-1a. */
function partitionOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % topics.views.partitions;
}
