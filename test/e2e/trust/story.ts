// A newsroom that says articles full of words that stand nowhere else, and where each of them would be read.
import { expect } from '@jest/globals';
import sharp from 'sharp';
import { type ArticleInput, pathOn, type Surface, surfaces, type Whereabouts } from '#libs/contracts';
import { publicId } from '#libs/text';
import { canaryArticle, type Edition, plainly, type Words, wordsOf } from '../../../tools/trust/canary.ts';
import { type Eye, fieldsOf, type Look } from '../../../tools/trust/eye.ts';
import { patient } from '../../patient.ts';

const AT_ONCE = 6;
/** A service that has no time says so, and has shown nothing: it is asked again for so long. */
const BUSY_MS = 15_000;

export interface Story {
  edition: Edition;
  uri: string;
  id: string;
  words: Words;
  where: Whereabouts;
}

/** What these articles have in common with one that everybody may read. */
export const together = {
  tags: [{ name: 'Orchard', slug: 'orchard' }],
  by: [{ name: 'Mina Harlow', slug: 'mina-harlow' }],
};

let stories = 0;
const slugOf = (word: string) => word.toLowerCase();

export function aStory(kind: string, edition: Edition): Story {
  const uri = `secret:${kind}:${edition}`;
  const words = wordsOf(stories++, edition);
  const names = { tag: slugOf(words.tag), author: slugOf(words.author), words: words.headline };
  return { edition, uri, id: publicId(uri), words, where: { ...names, id: publicId(uri), uri, url: '' } };
}

export const pair = (kind: string): Story[] =>
  (['en', 'ko'] as const).map((edition) => aStory(kind, edition));

/** All that an article says but the notice, which is left of it. */
export function ownWords({ words: { notice: _, ...rest } }: Story): string[] {
  return Object.values(rest);
}

/** Like one of them, to the length of each word, and never sent. */
export function neverHeardOf({ edition, where, uri, words }: Story): Story {
  const other = aStory(uri.split(':')[1]?.replaceAll(/./g, 'x') ?? 'x', edition);
  const url = where.url
    .replace(where.id, other.id)
    .replace(encodeURIComponent(slugOf(words.slug)), encodeURIComponent(slugOf(other.words.slug)));
  return { ...other, where: { ...other.where, url } };
}

/** The newsroom’s systems. */
export class Desk {
  private said = 0;

  constructor(
    private readonly ingest: string,
    private readonly key: string,
  ) {}

  async post(path: string, body: object, type = 'application/json'): Promise<Response> {
    const headers = { 'content-type': type, authorization: `Bearer ${this.key}` };
    return fetch(this.ingest + path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Says something of whatever kind; answers where it will stand. */
  async say(type: string, data: { uri?: string; [field: string]: unknown }): Promise<string> {
    const about = type.startsWith('article.') ? { subject: data.uri } : {};
    const event = {
      specversion: '1.0',
      id: `${type} ${this.said++}`,
      source: '/secret',
      type,
      ...about,
      data,
    };
    const response = await this.post('/v1/events', event, 'application/cloudevents+json');
    const body = (await response.json()) as { url?: string };
    expect({ type, status: response.status, body }).toMatchObject({ status: 202 });
    return body.url ?? '';
  }

  /** Says a version with all its words, and remembers where it would stand. */
  async tell(story: Story, type: string, changes: Partial<ArticleInput> = {}): Promise<void> {
    const { words, edition, uri, where } = story;
    const lead = { ...(where.media ? { mediaId: where.media } : {}), alt: '', credit: '' };
    const article = canaryArticle(words, edition, { uri, lead, ...together, ...changes } as never);
    const url = await this.say(type, { ...article });
    if (url !== '') Object.assign(where, { url });
  }

  async withdraw({ uri, words }: Story): Promise<void> {
    const notice = { headline: words.notice, text: words.notice };
    await this.say('article.withdrawn', { uri, reason: words.reason, notice });
  }

  /** Brings a picture of that colour; answers its id. */
  async bring(background: string): Promise<string> {
    const picture = sharp({ create: { width: 900, height: 600, channels: 3, background } }).png();
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(await picture.toBuffer())]));
    const headers = { authorization: `Bearer ${this.key}` };
    const response = await fetch(`${this.ingest}/v1/media`, { method: 'POST', headers, body });
    return ((await response.json()) as { mediaId: string }).mediaId;
  }
}

/** Does something for each, some at a time, in their order. */
export async function forEach<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    results.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))));
  return results;
}

/** All but the stream, which somebody listens to all the time. */
export const askable = surfaces.filter((surface) => surface.class !== 'stream');

export async function look(through: Eye, surface: Surface, where: Whereabouts): Promise<Look> {
  const init = surface.method === undefined ? {} : { method: surface.method };
  return patient(() => through(pathOn(surface, where), init), BUSY_MS);
}

/** These show a count, say nothing but what was asked with, or what very many read. */
const wordless = ['archive month', 'sitemap', 'tag list API', 'tag API', 'trending API', 'preview', 'past'];

/** Whether a surface shows the words of such an article when it is public; those of the other edition do not. */
export function shows({ edition }: Story, { class: kind, route, at = route, name }: Surface): boolean {
  if (wordless.some((each) => name.endsWith(each) && name !== 'news sitemap')) return false;
  if (name === 'front API') return edition === 'en';
  if (/lang=ko/.test(at)) return edition === 'ko';
  const ofBoth = /^\/(api|media)\//.test(route) || kind === 'sitemap';
  return ofBoth || /^\/ko(\/|$)/.test(at) === (edition === 'ko');
}

/** Those that speak of one article, tag or author, in its edition. */
export function ownSurfaces(edition: Edition): Surface[] {
  const other = edition === 'ko' ? /^\/(?!ko\/|api\/|media\/)/ : /^\/ko(\/|$)/;
  return askable.filter(
    ({ route, at = route, class: kind }) =>
      kind !== 'picture' && /:(id|slug|words|tag|author|uri|missing)/.test(at) && !other.test(route),
  );
}

/** An answer without what was asked with, and without what is another with each making. */
export function blank({ uri, id, words }: Story, look: Look): object {
  const { status, body } = look;
  const names = [uri, id, ...Object.values(words)].map((word) => word.toLowerCase());
  const plain = (text: string) =>
    names
      .reduce((left, name) => left.replaceAll(name, '…'), plainly(text))
      .replaceAll(/"(asof|requestid|took)":("[^"]*"|\d+)/g, '');
  // What echoes the question, or says when it was made, is as long and as odd as that is.
  const own = plainly(body) !== plain(body);
  const fields = fieldsOf(look).filter((field) => !(own && /^(etag|content-length)/.test(field)));
  return { status, fields: fields.map(plain), body: plain(body) };
}

/** What is on all surfaces, as far as it does not differ from one making to the next. */
export async function snapshot(through: Eye, where: Whereabouts): Promise<Map<string, object>> {
  const rows = await forEach(askable, async (surface): Promise<[string, object]> => {
    const seen = await look(through, surface, where);
    // Whoever tells when it was made is another answer whenever it is made again, as it is by and by.
    const body = seen.body
      .replaceAll(/"(asOf|took)":("[^"]*"|\d+)/g, '"$1":0')
      .replaceAll(/(As of|기준 시각) <time[^>]*>[^<]*<\/time>/g, '$1');
    const dated = body !== seen.body;
    const fields = fieldsOf(seen).filter((field) => !dated || !/^(etag|content-length)/.test(field));
    return [surface.name, { status: seen.status, fields, body }];
  });
  return new Map(rows);
}
