import { type Media, type PublicArticle, plainText } from '#libs/contracts';
import { formats, keptOf, renditionPath, widthsFor } from '../rendition.ts';
import { htmlOf } from './xhtml.ts';

/** An article as IPTC ninjs: the same facts under the names that newsrooms and agencies exchange news by. */

export const NINJS_TYPE = 'application/vnd.iptc.ninjs+json; charset=utf-8';
const VERSION = '3.2';
const standard = {
  name: 'ninjs',
  version: VERSION,
  schema: `http://www.iptc.org/std/ninjs/ninjs-schema_${VERSION}.json`,
};
/** Where a rendition is offered once, in the form that everybody reads. */
const FORMAT = 'jpg';

/** Which list of ninjs a kind of tag stands in. */
const places = {
  person: 'people',
  organisation: 'organisations',
  place: 'places',
  event: 'events',
  topic: 'subjects',
} as const;

/** `origin` is where the paper is reached: addresses in ninjs are whole. */
export function ninjsOf(article: PublicArticle, origin: string): object {
  const { version, firstPublished, contentCreated, urgency, language, lead } = article;
  const { copyrightHolder, copyrightNotice, usageTerms, located, expires } = article;
  const versionCreated = article.versionCreated ?? article.modified;
  return defined({
    uri: wholeUri(article, origin),
    standard,
    type: 'text',
    representationType: 'full',
    pubStatus: 'usable',
    version: String(version),
    firstCreated: firstPublished,
    contentCreated: contentCreated ?? firstPublished,
    versionCreated,
    urgency,
    language,
    ...{ copyrightHolder, copyrightNotice, usageTerms, located, expires },
    ...textsOf(article, origin),
    by: article.by.map(({ name }) => name).join(', ') || undefined,
    infoSources: someOf(article.by.map(({ name, role }) => defined({ name, role: role ?? 'author' }))),
    ...tagsOf(article, origin),
    renditions: [{ name: 'web', href: origin + article.url, contentType: 'text/html' }],
    associations: lead ? someOf(pictureOf(lead, origin)) : undefined,
    altIds: [
      { role: 'id', value: article.id },
      { role: 'uri', value: article.uri },
    ],
  });
}

function textsOf({ headline, kicker, standfirst, body }: PublicArticle, origin: string): object {
  const words = plainText(body);
  const text = (role: string, value: string) => ({ role, contentType: 'text/plain', value });
  const html = htmlOf(body, origin);
  return defined({
    title: headline,
    headlines: [text('main', headline), ...(kicker ? [text('kicker', kicker)] : [])],
    descriptions: standfirst ? [text('summary', standfirst)] : undefined,
    bodies: [
      { role: 'main', contentType: 'text/html', value: html },
      { ...text('plain', words), charCount: [...words].length, wordCount: countOf(words) },
    ],
  });
}

function tagsOf({ tags, language, section }: PublicArticle, origin: string): object {
  const of = (name: string, path: string) => ({ name, rel: 'about', uri: encodeURI(`${origin}${path}`) });
  const edition = /^ko\b/i.test(language) ? '/ko' : '';
  const all = [
    { list: 'subjects', entry: { ...of(section, `${edition}/${section}`), rel: 'section' } },
    ...tags.map(({ name, slug, type }) => ({
      list: places[type ?? 'topic'],
      entry: of(name, `${edition}/tag/${slug}`),
    })),
  ];
  return Object.fromEntries(
    [...Map.groupBy(all, ({ list }) => list)].map(([list, entries]) => [
      list,
      entries.map(({ entry }) => entry),
    ]),
  );
}

/** The lead image as an object of its own, in the sizes it is offered in; nothing of one that is not kept here. */
function pictureOf(lead: Media, origin: string): object[] {
  const kept = keptOf(lead);
  if (!kept) return [];
  const { mediaId, width, height } = kept;
  const { alt, caption, credit, usageTerms, expires, focal } = lead;
  const described = [
    ...(caption ? [{ role: 'caption', contentType: 'text/plain', value: caption }] : []),
    ...(alt ? [{ role: 'alt', contentType: 'text/plain', value: alt }] : []),
  ];
  const renditions = widthsFor(width).map(({ width: name, shown }) => {
    const high = Math.round((height * shown) / width);
    return defined({
      name: String(name),
      href: origin + renditionPath({ mediaId, width: name, format: FORMAT }),
      contentType: formats[FORMAT],
      width: shown,
      height: high,
      poi: focal && { x: Math.round(focal[0] * shown), y: Math.round(focal[1] * high) },
    });
  });
  return [
    defined({
      name: 'lead',
      uri: `${origin}/media/${mediaId}`,
      type: 'picture',
      descriptions: someOf(described),
      copyrightNotice: credit,
      usageTerms,
      expires,
      renditions,
    }),
  ];
}

/** A uri of the newsroom may have no scheme; then the address of the page stands for it. */
export function wholeUri({ uri, url }: PublicArticle, origin: string): string {
  return /^[a-z][a-z0-9+.-]*:[^:]/i.test(uri) ? uri : origin + url;
}

function countOf(words: string): number {
  return words.split(/\s+/u).filter((word) => word !== '').length;
}

function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function defined<T extends object>(of: T): object {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
}
