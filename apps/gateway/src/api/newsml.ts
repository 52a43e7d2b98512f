import type { Media, PublicArticle, Tag } from '#libs/contracts';
import { escaped } from '../discovery/xml.ts';
import { formats, keptOf, renditionPath, widthsFor } from '../rendition.ts';
import { wholeUri } from './ninjs.ts';
import { tag, xhtmlOf } from './xhtml.ts';

/** An article as a newsItem of IPTC NewsML-G2, which stands by itself: its codes are in a catalogue of its own. */

export const NEWSML_TYPE = 'application/vnd.iptc.g2.newsitem+xml; charset=utf-8';
const VERSION = '2.35';
const SPACE = 'http://iptc.org/std/nar/2006-10-01/';
const XHTML = 'http://www.w3.org/1999/xhtml';
const NEWSCODES = 'http://cv.iptc.org/newscodes/';

/** The vocabularies that its codes are of. */
const vocabularies = {
  ninat: 'ninature',
  stat: 'pubstatusg2',
  sig: 'signal',
  cpnat: 'cpnature',
  drol: 'descriptionrole',
} as const;

/** Kinds of concepts, as the IPTC calls them. */
const kinds: Readonly<Record<NonNullable<Tag['type']>, string>> = {
  person: 'cpnat:person',
  organisation: 'cpnat:organisation',
  place: 'cpnat:geoArea',
  event: 'cpnat:event',
  topic: 'cpnat:abstract',
};

/** `origin` is where the paper is reached: addresses in it are whole. */
export function newsmlOf(article: PublicArticle, origin: string): string {
  const item = tag(
    'newsItem',
    {
      xmlns: SPACE,
      standard: 'NewsML-G2',
      standardversion: VERSION,
      conformance: 'power',
      guid: wholeUri(article, origin),
      version: article.version,
      'xml:lang': article.language,
    },
    catalog(),
    rightsOf(article),
    managementOf(article, origin),
    descriptionOf(article, origin),
    pictureOf(article, origin),
    contentOf(article, origin),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${item}\n`;
}

function catalog(): string {
  const schemes = Object.entries(vocabularies).map(([alias, name]) =>
    tag('scheme', { alias, uri: `${NEWSCODES}${name}/` }),
  );
  return tag('catalog', {}, ...schemes);
}

function rightsOf({ copyrightHolder, copyrightNotice, usageTerms }: PublicArticle): string {
  const told = [
    copyrightHolder && tag('copyrightHolder', {}, name(copyrightHolder)),
    words('copyrightNotice', copyrightNotice),
    words('usageTerms', usageTerms),
  ];
  return told.some(Boolean) ? tag('rightsInfo', {}, ...told) : '';
}

function managementOf(article: PublicArticle, origin: string): string {
  const { version, section, changeType, changeNote, firstPublished, modified, expires } = article;
  const correction = changeType === 'correction';
  const signal = correction ? 'sig:correction' : version > 1 ? 'sig:update' : undefined;
  return tag(
    'itemMeta',
    {},
    tag('itemClass', { qcode: 'ninat:text' }),
    tag('provider', { uri: origin }),
    words('versionCreated', article.versionCreated ?? modified),
    words('firstCreated', firstPublished),
    tag('pubStatus', { qcode: 'stat:usable' }),
    tag('service', { uri: encodeURI(`${origin}${edition(article)}/${section}`) }, name(section)),
    correction ? words('edNote', changeNote) : '',
    signal && tag('signal', { qcode: signal }),
    words('expires', expires),
  );
}

function descriptionOf(article: PublicArticle, origin: string): string {
  const { urgency, contentCreated, modified, located, language } = article;
  return tag(
    'contentMeta',
    {},
    words('urgency', urgency?.toString()),
    words('contentCreated', contentCreated),
    words('contentModified', modified),
    located && tag('located', {}, name(located)),
    ...article.by.map(({ name: called, role }) =>
      tag('creator', {}, name(called), role && tag('related', { reluri: JOB }, name(role))),
    ),
    tag('language', { tag: language }),
    ...article.tags.map(({ name: called, slug, type }) =>
      tag(
        'subject',
        {
          type: type && kinds[type],
          uri: encodeURI(`${origin}${edition(article)}/tag/${slug}`),
        },
        name(called),
      ),
    ),
    words('headline', article.headline),
    words('headline', article.kicker, { roleuri: `${origin}${TERMS}kicker` }),
    words('description', article.standfirst, { role: 'drol:summary' }),
  );
}

const JOB = 'https://schema.org/jobTitle';
/** Roles that the IPTC has no code for. */
const TERMS = '/docs/terms/';
const FORMAT = 'jpg';

/** What is said of the lead image, which is the part of the content that its renditions are. */
function pictureOf({ lead }: PublicArticle, origin: string): string {
  const kept = lead && keptOf(lead);
  if (!lead || !kept) return '';
  return tag(
    'partMeta',
    {
      contentrefs: widthsFor(kept.width)
        .map(({ width }) => `picture-${width}`)
        .join(' '),
    },
    words('creditline', lead.credit),
    words('description', lead.caption, { role: 'drol:caption' }),
    words('description', lead.alt, { roleuri: `${origin}${TERMS}alt` }),
  );
}

function contentOf({ headline, language, body, lead }: PublicArticle, origin: string): string {
  const html = tag(
    'html',
    { xmlns: XHTML, 'xml:lang': language },
    tag('head', {}, words('title', headline)),
    tag('body', {}, xhtmlOf(body, origin)),
  );
  return tag(
    'contentSet',
    {},
    tag('inlineXML', { contenttype: 'application/xhtml+xml', 'xml:lang': language }, html),
    ...(lead ? renditions(lead, origin) : []),
  );
}

/** The sizes that the lead image is offered in. */
function renditions(lead: Media, origin: string): string[] {
  const kept = keptOf(lead);
  if (!kept) return [];
  const { mediaId, width: full, height } = kept;
  return widthsFor(full).map(({ width, shown }) =>
    tag('remoteContent', {
      id: `picture-${width}`,
      href: origin + renditionPath({ mediaId, width, format: FORMAT }),
      contenttype: formats[FORMAT],
      width: shown,
      height: Math.round((height * shown) / full),
    }),
  );
}

function words(element: string, text: string | undefined, attributes: Record<string, string> = {}): string {
  return text ? tag(element, attributes, escaped(text)) : '';
}

function name(text: string): string {
  return words('name', text);
}

function edition({ language }: PublicArticle): string {
  return /^ko\b/i.test(language) ? '/ko' : '';
}
