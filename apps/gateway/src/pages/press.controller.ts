import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type ArticleCard,
  type GoneArticle,
  PopularQuery,
  type PublicArticle,
  type SearchHit,
  SearchQuery,
  type Section,
} from '#libs/contracts';
import { DependencyUnavailable, ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { idOfPath, publicId } from '#libs/text';
import { shelf } from '../assets/shelf.store.ts';
import { BackendClient } from '../backend.client.ts';
import { keysOfAlerts } from '../breaking.ts';
import { Door } from '../cache/door.controller.ts';
import type { Answer } from '../cache/pressed.ts';
import type { News } from '../cache/ready.store.ts';
import { securityOf } from '../cache/security.ts';
import { type Edition, editionIn, words } from '../edition.ts';
import { liteOf, litePath, wholePath } from '../lite.ts';
import { keyOfList, SOME_LIST } from '../popular.client.ts';
import type { gatewaySettings } from '../settings.ts';
import { articlePage, type Beside } from './article.page.tsx';
import type { Frame } from './layout.tsx';
import { wordsOf } from './lost.ts';
import { noticePage } from './notice.page.tsx';

/** A soft part (most popular, related) may be this old; changes and withdrawals purge at once. */
export const SOFT_MS = 10_000;

/** An address without an article is looked up again after this long, should a change of it not have been heard. */
const MISSING_MS = 1_000;

/** The page that says that there is too much to do has the day on it, and is made again after this long. */
const BUSY_MS = 60_000;

/** Who was told that somebody does not answer may come again after this long. */
const AGAIN_S = 5;

/** Articles that a page offers in place of the one that is not there. */
const NEAR = 5;

export const caching = {
  article: 'public, max-age=5',
  list: 'public, max-age=5, stale-while-revalidate=30, stale-if-error=86400',
} as const;

/** What all pages have in common: their frame, their kinds of answers, and a page for when nothing answers. */
@Injectable()
export class Press {
  private readonly inTurn: ReturnType<Runtime['turns']>;
  private readonly busyPages = new Map<string, { at: number; bytes: Buffer }>();

  constructor(
    @Inject(Door) private readonly door: Door,
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
  ) {
    this.inTurn = runtime.turns('lost', { atOnce: 2, waiting: 0 });
  }

  frame(edition: Edition): Frame {
    const { SITE_FILE: site, PUBLIC_URL: origin } = this.settings;
    return { site, edition, origin, now: this.runtime.now() };
  }

  /** A section of the paper, by the word in an address. */
  section(slug: string): Section | undefined {
    return this.settings.SITE_FILE.sections.find((each) => each.slug === slug.normalize('NFC'));
  }

  /** The same with what is breaking, for pages that show it; a page without it is better than no page. */
  async alerted(edition: Edition): Promise<Frame> {
    return { ...this.frame(edition), breaking: await this.backend.breakingSoon() };
  }

  /**
   * Hands out a page, or its text-only mirror where that is asked for; a lost backend is told to the reader on
   * a page of its own, or on the one that is named. One that has too much to do refuses here as it would at the door.
   * Nobody waits for a page that is late; it may be there for the next.
   */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    make: () => Promise<Answer>,
    instead?: () => string,
  ): Promise<void> {
    const lite = wholePath(request.url) !== undefined;
    try {
      await this.door.soon(request, reply, async () =>
        lite ? asLite(editionOf(request), await make()) : make(),
      );
    } catch (error) {
      if (!isLost(error)) throw error;
      const busyS = error instanceof DependencyUnavailable ? error.busyS : undefined;
      if (busyS === undefined)
        this.runtime.log.warn({ err: error, requestId: request.id }, 'a page could not be made');
      else request.server.load.turnAway();
      reply.status(503).header('retry-after', String(busyS ?? AGAIN_S));
      reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
      const isBusy = busyS !== undefined && !instead;
      reply.send(isBusy ? this.busy(editionOf(request), lite) : this.regret(request, lite, instead));
    }
  }

  private regret(request: FastifyRequest, lite: boolean, instead?: () => string): string {
    const edition = editionOf(request);
    const notice = page(instead?.() ?? noticePage(this.frame(edition), 'unavailable'), 'no-store');
    return lite ? asLite(edition, notice).body : notice.body;
  }

  /** A page that lists articles of an edition, and what is read most in it; any change of that edition purges it. */
  list(edition: Edition, body: string, section?: string): Answer {
    const keys = [`list:${edition}`, ...keysOfBlock(edition, section)];
    return { ...page(body, caching.list), keys, softMs: SOFT_MS };
  }

  /** A page that shows what is breaking and changes with it at once. */
  breaking(frame: Frame, answer: Answer): Answer {
    const { edition, breaking } = frame;
    const keys = [...answer.keys, `breaking:${edition}`, ...keysOfAlerts(breaking, edition)];
    return { ...answer, keys, softMs: SOFT_MS };
  }

  /** A page that lists what carries a tag, or is by an author; it changes with its articles, and with new ones. */
  listOf(key: string, shown: readonly ArticleCard[], body: string): Answer {
    const keys = [key, ...shown.map(({ id }) => `article:${id}`)];
    return { ...page(body, caching.list), keys, softMs: SOFT_MS };
  }

  /**
   * An article's page; a reader's request for it counts as a view. The articles it names beside its own are
   * keys too: none of them may stand there under an old title, or when it is gone. So are those that the
   * newsroom has named and that are yet to come.
   */
  article(frame: Frame, article: PublicArticle, beside: Beside): Answer {
    const { id, modified, translationOf, related = [] } = article;
    const { translation, popular, neighbours = {} } = beside;
    const cards = [translation, neighbours.older, neighbours.newer].filter((each) => each !== undefined);
    const named = [...beside.related, ...cards, ...(popular?.data ?? [])];
    const awaited = [...related, ...(translationOf === undefined ? [] : [translationOf])];
    const ids = new Set([...named.map((each) => each.id), ...awaited.map((uri) => publicId(uri))]);
    return {
      ...page(articlePage(frame, article, beside), caching.article),
      lastModified: modified,
      keys: [
        `article:${id}`,
        ...[...ids].map((each) => `named:${each}`),
        ...keysOfAlerts(frame.breaking, frame.edition),
        ...keysOfBlock(frame.edition),
      ],
      softMs: SOFT_MS,
      view: id,
    };
  }

  /** The same as a change tells it, before anybody is asked what stands beside it. */
  news(article: PublicArticle): News {
    const { id, seq } = article;
    const edition = editionIn(article.language);
    const frame = { ...this.frame(edition), breaking: this.backend.lastBreaking() };
    return {
      answer: this.article(frame, article, { related: [] }),
      shown: new Map([[id, { seq, edition }]]),
    };
  }

  /** An article's page as it was told last, without what stands beside it, for whoever can't wait for that. */
  alone(url: string): News | undefined {
    const path = pathAsked({ url });
    const article = this.backend.lastKnown(idOfPath(path) ?? '');
    if (article?.url !== path) return undefined;
    const { answer, shown } = this.news(article);
    const lite = wholePath(url) !== undefined;
    return { answer: { ...(lite ? asLite(editionOf({ url }), answer) : answer), outdated: true }, shown };
  }

  /** With the id of the article that was looked for, the answer holds until that article comes. */
  notFound(edition: Edition, id?: string): Answer {
    const answer = { ...page(noticePage(this.frame(edition), 'notFound'), caching.article), status: 404 };
    return id === undefined ? answer : { ...answer, keys: [`article:${id}`], softMs: MISSING_MS };
  }

  /**
   * The same with what the words of the address may have meant. It is of use only while search has time for it:
   * whoever makes addresses up must not keep readers from searching.
   */
  async lost(request: FastifyRequest, id?: string): Promise<Answer> {
    const edition = editionOf(request);
    const near = await this.near(edition, wordsOf(request.url));
    if (near.length === 0) return this.notFound(edition, id);
    const body = noticePage(this.frame(edition), 'notFound', { near });
    const named = near.map((each) => `named:${each.id}`);
    const { keys, ...answer } = this.notFound(edition, id);
    return { ...answer, body, keys: id === undefined ? [] : [...keys, ...named] };
  }

  private async near(edition: Edition, q: string | undefined): Promise<SearchHit[]> {
    const query = SearchQuery.safeParse({ q, lang: edition, limit: String(NEAR) }).data;
    if (!query) return [];
    const found = this.inTurn(() => this.backend.search(query)).then(
      ({ data }) => data,
      () => [],
    );
    return Promise.race([found, delay(this.backend.besideMs, [], { ref: false })]);
  }

  /** What a refused request is told: readers on a page, which is the same for a while, programs by a problem. */
  refusal({ url = '' }: IncomingMessage): {
    type?: string;
    body?: Buffer;
    headers: Readonly<Record<string, string>>;
  } {
    // What has no text-only mirror is no page.
    const isPage = wholePath(url) !== undefined || litePath(url) !== url;
    if (!isPage) return { headers: securityOf('application/problem+json', url) };
    const type = 'text/html; charset=utf-8';
    return {
      type,
      body: this.busy(editionOf({ url }), wholePath(url) !== undefined),
      headers: securityOf(type, url),
    };
  }

  private busy(edition: Edition, lite: boolean): Buffer {
    const key = `${edition} ${lite}`;
    const now = this.runtime.now();
    const known = this.busyPages.get(key);
    if (known && now - known.at < BUSY_MS) return known.bytes;
    const whole = page(noticePage(this.frame(edition), 'busy'), 'no-store');
    const bytes = Buffer.from(lite ? asLite(edition, whole).body : whole.body);
    this.busyPages.set(key, { at: now, bytes });
    return bytes;
  }

  gone(edition: Edition, article: GoneArticle): Answer {
    return {
      ...page(noticePage(this.frame(edition), 'gone', { gone: article }), caching.article),
      status: 410,
    };
  }
}

/** Whether somebody else did not answer, or not in time. */
function isLost(error: unknown): boolean {
  return (
    error instanceof DependencyUnavailable || (error instanceof ProblemError && error.code === 'timeout')
  );
}

/** Of pages with a block of what is read most: they follow when it moves. */
function keysOfBlock(lang: Edition, section?: string): string[] {
  return [SOME_LIST, keyOfList(PopularQuery.parse({ lang, section }))];
}

/** A page that is made anew for each request. */
export function page(body: string, cacheControl: string): Answer {
  return { status: 200, type: 'text/html; charset=utf-8', body, cacheControl, keys: [] };
}

/** The text-only mirror of an answer, under the same keys; a redirect stays in the mirror. */
function asLite(edition: Edition, answer: Answer): Answer {
  if (answer.location !== undefined) return { ...answer, location: litePath(answer.location) };
  const { wholePage: whole, pictured: picture } = words[edition];
  return { ...answer, body: liteOf(answer.body, { sheet: shelf.lite, whole, picture }) };
}

/** The path of the page that is asked for, be it whole or as text only. */
export function pathAsked({ url }: { url: string }): string {
  return (wholePath(url) ?? url).split('?', 1)[0] ?? '';
}

/** The one answer for an address that is not that of what it leads to. */
export function movedTo(location: string): Answer {
  return { ...page('', caching.article), status: 301, location };
}

export function editionOf({ url }: { url: string }): Edition {
  return /^\/ko(\/|\?|$)/.test(url) ? 'ko' : 'en';
}
