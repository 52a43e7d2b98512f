import type { Block } from '#libs/contracts';
import { excerpt } from '#libs/text';
import { childrenOf, type Element, findAll } from './element.ts';
import { webAddress } from './image.ts';
import { wordsOf } from './run.ts';
import type { Inside, Walk } from './walk.ts';

/** Who keeps what stands at a host and below it, by the name that readers know. */
const providers: Readonly<Record<string, string>> = {
  'youtube.com': 'YouTube',
  'youtu.be': 'YouTube',
  'youtube-nocookie.com': 'YouTube',
  'vimeo.com': 'Vimeo',
  'twitter.com': 'X',
  'x.com': 'X',
  'instagram.com': 'Instagram',
  'threads.net': 'Threads',
  'threads.com': 'Threads',
  'bsky.app': 'Bluesky',
  'facebook.com': 'Facebook',
  'fb.watch': 'Facebook',
  'tiktok.com': 'TikTok',
  'reddit.com': 'Reddit',
  'tv.naver.com': 'Naver TV',
  'map.naver.com': 'Naver Map',
  'tv.kakao.com': 'Kakao TV',
  'map.kakao.com': 'Kakao Map',
  'soundcloud.com': 'SoundCloud',
  'spotify.com': 'Spotify',
  'datawrapper.dwcdn.net': 'Datawrapper',
  'flo.uri.sh': 'Flourish',
  'flourish.studio': 'Flourish',
  'openstreetmap.org': 'OpenStreetMap',
};

/** Quotations that a script of theirs would turn into something else. */
const QUOTED =
  /(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|text-post-media|bluesky-embed|reddit-embed-bq|reddit-card)(?:\s|$)/;

const MOST_TITLE = 200;
const MOST_PROVIDER = 100;

type Embed = Extract<Block, { type: 'embed' }>;

/** What is kept elsewhere, as a link that says whose it is; nothing if the address is not one of the web. */
export function embedOf(address: string | undefined, title = ''): Embed | undefined {
  const href = address === undefined ? undefined : webAddress(address);
  if (href === undefined) return undefined;
  const words = excerpt(title, MOST_TITLE);
  return { type: 'embed', provider: providerOf(href), href, ...(words ? { title: words } : {}) };
}

/** A frame, a film, a sound: whatever has its content elsewhere, in this attribute or in a source inside. */
export function readEmbed(attribute: string) {
  return (element: Element, { place, kind }: Inside, walk: Walk): void => {
    const { attributes } = element;
    const sources = [element, ...childrenOf(element, 'source')].map((each) => each.attributes[attribute]);
    const embed = [...sources, attributes[`data-${attribute}`]]
      .map((address) => embedOf(address, attributes['title']))
      .find((each) => each !== undefined);
    place.end(kind);
    if (embed) place.block(embed);
    else walk.note(element.name);
  };
}

/** A quotation that stands for a post of some network: the last of its links leads there. */
export function postOf(quote: Element): Embed | undefined {
  const { attributes } = quote;
  if (!QUOTED.test(attributes['class'] ?? '')) return undefined;
  const links = findAll(quote, 'a').map((link) => link.attributes['href']);
  const told = [attributes['data-instgrm-permalink'], attributes['cite'], attributes['data-href']];
  const said = findAll(quote, 'p').map(textOf).join(' ');
  for (const address of [...told, ...links.toReversed()]) {
    const embed = embedOf(address, said);
    if (embed) return embed;
  }
  return undefined;
}

/** A line that is nothing but an address, as some systems write what is to be embedded. */
export function embedOfLine(spans: Parameters<typeof wordsOf>[0]): Embed | undefined {
  const words = wordsOf(spans);
  return /^https?:\/\/\S+$/i.test(words) && spans.length === 1 ? embedOf(words) : undefined;
}

function textOf(element: Element): string {
  return element.children.map((node) => (typeof node === 'string' ? node : ` ${textOf(node)}`)).join('');
}

function providerOf(href: string): string {
  const host = new URL(href).hostname.replace(/^www\./, '');
  const parts = host.split('.');
  for (let from = 0; from < parts.length - 1; from++) {
    const name = parts.slice(from).join('.');
    if (Object.hasOwn(providers, name)) return providers[name] ?? name;
  }
  return host.slice(0, MOST_PROVIDER);
}
