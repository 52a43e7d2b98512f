import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type Duplex, pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, type Dispatcher, request } from 'undici';
import { SETTINGS, step, type Values } from '#libs/service';
import { askable, mayBeAsked, type Network, networksOf, type outboundSettings, refusal } from './address.ts';
import { Refused, TooLarge, Unreachable } from './failure.ts';
import { whole } from './whole.ts';

export interface Request {
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: Buffer | string;
  /** Bytes of the answer that are taken, inflated; 10 MB if absent. */
  most?: number;
  /** Milliseconds for the whole, redirects included; 10 s if absent. */
  timeoutMs?: number;
  /** Redirects that are followed, GET and HEAD only; 0 if absent. */
  redirects?: number;
}

export interface Answer {
  status: number;
  /** By lower-case names; of several of one name all, separated by commas. */
  headers: Readonly<Record<string, string>>;
  bytes: Buffer;
  /** Where the answer came from in the end. */
  url: string;
  /** Where each permanent redirect on the way led, as long as all before it were permanent too. */
  moved?: string;
}

const MOST_BYTES = 10_000_000;
const TIMEOUT_MS = 10_000;
const CONNECT_MS = 5_000;
/** Hosts that nobody has asked for this long lose their connection. */
const IDLE_MS = 10_000;
const INFLATE: ReadonlyMap<string, () => Duplex> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** Asks addresses that others name; see the head of `outbound.ts` for what holds. */
@Injectable()
export class Outbound implements OnApplicationShutdown {
  private readonly allowed: readonly Network[];
  private readonly agent: Agent;

  constructor(@Inject(SETTINGS) settings: Values<typeof outboundSettings>) {
    this.allowed = networksOf(settings.OUTBOUND_ALLOW);
    this.agent = new Agent({
      connect: { lookup: this.lookup.bind(this) as LookupFunction, timeout: CONNECT_MS },
      keepAliveTimeout: IDLE_MS,
      pipelining: 1,
      maxHeaderSize: 32_768,
    });
  }

  /**
   * Throws `Refused` when an address on the way is not public, `TooLarge`, and `Unreachable` when there is no whole
   * answer in time. Any status is an answer.
   */
  async fetch(
    url: string,
    { timeoutMs = TIMEOUT_MS, redirects = 0, ...rest }: Request = {},
  ): Promise<Answer> {
    const signal = AbortSignal.timeout(timeoutMs);
    return step('outbound.fetch', async () => {
      let asked = askable(url, this.allowed);
      let moved: string | undefined;
      let permanent = true;
      for (let followed = 0; ; followed++) {
        const answer = await this.once(asked, rest, signal);
        const next = followed < redirects && rest.body === undefined ? targetOf(answer, asked) : undefined;
        if (!next) return moved === undefined ? answer : { ...answer, moved };
        asked = askable(next, this.allowed);
        permanent &&= answer.status === 301 || answer.status === 308;
        if (permanent) moved = asked.href;
      }
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  private async once(
    url: URL,
    { most = MOST_BYTES, ...asking }: Request,
    signal: AbortSignal,
  ): Promise<Answer> {
    try {
      const { statusCode, headers, body } = await request(url, {
        method: asking.method ?? 'GET',
        headers: { 'accept-encoding': 'gzip, br', ...asking.headers },
        body: asking.body ?? null,
        dispatcher: this.agent,
        signal,
      });
      const flat = flatten(headers);
      const stream = inflated(body, asking.method === 'HEAD' ? undefined : flat['content-encoding']);
      const bytes = await whole(stream, most, () => new TooLarge(url.href, most));
      return { status: statusCode, headers: flat, bytes, url: url.href };
    } catch (error) {
      if (error instanceof Refused || error instanceof TooLarge) throw error;
      throw new Unreachable(`${url.origin}${url.pathname}`, signal.aborted ? signal.reason : error);
    }
  }

  /** Everything that a name stands for at this moment. A test says it by itself. */
  protected resolve(
    host: string,
    options: LookupOptions,
    callback: (error: Error | null, found: LookupAddress[]) => void,
  ): void {
    lookup(host, { ...options, all: true }, callback);
  }

  /** Looks a name up for a connection that is being made; all that it resolves to must be public. */
  private lookup(
    host: string,
    options: LookupOptions,
    callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void {
    this.resolve(host, options, (error, found) => {
      if (error) return callback(error, '');
      const inside = found.find(({ address }) => !mayBeAsked(address, this.allowed));
      if (inside) return callback(refusal(host, inside.address), '');
      const [first] = found;
      if (options.all === true || !first) return callback(null, found);
      callback(null, first.address, first.family);
    });
  }
}

/** Where a redirect leads. */
function targetOf({ status, headers }: Answer, asked: URL): string | undefined {
  const location = headers['location'];
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  return URL.parse(location, asked)?.href;
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** What goes wrong on either side is told by what comes out; who stops reading ends both. */
function inflated(body: Readable, encoding = 'identity'): AsyncIterable<Buffer> {
  const inflate = INFLATE.get(encoding.trim().toLowerCase());
  return inflate ? pipeline(body, inflate(), () => undefined) : body;
}
