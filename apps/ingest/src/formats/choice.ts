import { type WireFormat, wireTypes } from '#libs/contracts';
import { atom } from './feed/atom.ts';
import { jsonFeed } from './feed/jsonfeed.ts';
import { rss } from './feed/rss.ts';
import { newsml } from './newsml/newsml.ts';
import { ninjs } from './ninjs/ninjs.ts';
import { nitf } from './nitf/nitf.ts';
import { page } from './page/page.ts';
import type { Adapter, ContentType } from './wire.ts';

/** The readers of all formats, in the order of the reference. */
export const adapters: readonly Adapter[] = [ninjs, newsml, nitf, rss, atom, jsonFeed, page];

/** What stands before the root element may be long; behind so much nobody looks for it. */
const HEAD = 65_536;
/** Root elements by the format that begins with them. */
const roots: Readonly<Record<string, WireFormat>> = {
  newsmessage: 'newsml-g2',
  newsitem: 'newsml-g2',
  packageitem: 'newsml-g2',
  conceptitem: 'newsml-g2',
  knowledgeitem: 'newsml-g2',
  planningitem: 'newsml-g2',
  catalogitem: 'newsml-g2',
  nitf: 'nitf',
  rss: 'rss',
  rdf: 'rss',
  feed: 'atom',
  html: 'html',
  head: 'html',
  body: 'html',
};

export function adapterOf(format: WireFormat): Adapter | undefined {
  return adapters.find((each) => each.format === format);
}

/** The format of a payload by its media type, else by how it begins; nothing where neither says it. */
export function formatOf(bytes: Buffer, { type }: ContentType): WireFormat | undefined {
  return wireTypes[type] ?? look(bytes);
}

/** Letters of UTF-16 lose their second half here; what is looked for is ASCII in all charsets that are read. */
function look(bytes: Buffer): WireFormat | undefined {
  const head = bytes.subarray(0, HEAD).toString('latin1').replaceAll('\0', '');
  const begin = /[^\s\u00EF\u00BB\u00BF\u00FE\u00FF]/.exec(head)?.[0];
  if (begin === '{' || begin === '[') {
    return /"version"\s*:\s*"https?:(?:\\?\/){2}(?:www\.)?jsonfeed\.org/.test(head) ? 'json-feed' : 'ninjs';
  }
  if (begin !== '<') return undefined;
  if (/^[^<]*<!doctype\s+html/i.test(head)) return 'html';
  const plain = head.replaceAll(/<!--.*?-->/gs, '');
  const root = /<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})[\s/>]/.exec(plain)?.[1];
  return root === undefined ? undefined : roots[root.toLowerCase()];
}
