import { Readable } from 'node:stream';
import { parseFeed } from '@rowanmanning/feed-parser';
import FeedParser from 'feedparser';
import { DomUtils, parseDocument } from 'htmlparser2';

/** What a program that reads feeds makes of an item. */
export interface ReadItem {
  id: string;
  title: string;
  url: string;
  published: string;
}

/** To the second: RSS knows no parts of it. */
export function toTheSecond(date: Date | string | null | undefined): string {
  return date ? new Date(date).toISOString().replace(/\.\d+Z$/, 'Z') : '';
}

/** By a parser that reads a stream of events (sax). */
async function byEvents(xml: string): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const item of Readable.from([Buffer.from(xml)]).pipe(new FeedParser({}))) {
    const { guid, title, link, pubdate } = item as FeedParser.Item;
    items.push({ id: guid, title, url: link, published: toTheSecond(pubdate) });
  }
  return items;
}

/** By one that makes a tree first (fast-xml-parser). */
function byTree(xml: string): ReadItem[] {
  return parseFeed(xml).items.map(({ id, title, url, published }) => ({
    id: id ?? '',
    title: title ?? '',
    url: url ?? '',
    published: toTheSecond(published),
  }));
}

function byJson(text: string): ReadItem[] {
  const { version, items } = JSON.parse(text) as { version: string; items: Record<string, string>[] };
  if (version !== 'https://jsonfeed.org/version/1.1') throw new Error(`is ${version}`);
  return items.map(({ id = '', title = '', url = '', date_published }) => {
    return { id, title, url, published: toTheSecond(date_published) };
  });
}

/** The items of a feed as each of its readers has them. */
export async function readFeed(text: string): Promise<ReadItem[][]> {
  return text.startsWith('{') ? [byJson(text)] : [await byEvents(text), byTree(text)];
}

/** What an Atom feed says to be gone. */
export function tombstonesIn(xml: string): string[] {
  return elements(xml, 'at:deleted-entry').map(({ attribs }) => attribs['ref'] ?? '');
}

export function elements(xml: string, name: string) {
  return DomUtils.getElementsByTagName(name, parseDocument(xml, { xmlMode: xml.startsWith('<?xml') }), true);
}

export function textsOf(xml: string, name: string): string[] {
  return elements(xml, name).map((each) => DomUtils.textContent(each));
}

/** The other sides that a page names, by language. */
export function alternatesIn(html: string): Record<string, string> {
  const links = elements(html, 'link').filter(({ attribs }) => attribs['hreflang']);
  return Object.fromEntries(links.map(({ attribs }) => [attribs['hreflang'], attribs['href'] ?? '']));
}

/** What a page tells search engines. */
export function dataIn(html: string): Record<string, unknown>[] {
  return textsOf(html, 'script')
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text) as Record<string, unknown>);
}
