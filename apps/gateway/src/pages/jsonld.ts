import type { Correction, PublicArticle, Site } from '#libs/contracts';
import { cropsOf, shownSize } from '../crop.ts';
import { type Edition, pathOf } from '../edition.ts';
import { authorPath } from '../feeds/feed.ts';
import { formats, keptOf, renditionPath } from '../rendition.ts';

/** What search engines take from a page about an article, in the words of schema.org. */

export interface Subject {
  site: Site;
  edition: Edition;
  /** Beginning of absolute addresses. */
  origin: string;
  article: PublicArticle;
  /** Newest first; absent: what the article itself says of the last one. */
  corrections?: readonly Correction[] | undefined;
}

interface ShownPicture {
  url: string;
  type: string;
  width: number;
  height: number;
  alt: string | undefined;
}

/** The lead image in the shapes that others show it in, the widest first; none of one that is not kept here. */
export function picturesFor(origin: string, { lead }: Pick<PublicArticle, 'lead'>): ShownPicture[] {
  const kept = lead && keptOf(lead);
  if (!kept) return [];
  const { alt, focal } = lead;
  return cropsOf(focal).map((crop) => ({
    url: origin + renditionPath({ mediaId: kept.mediaId, width: crop.width, format: 'jpg', crop }),
    type: formats.jpg,
    ...shownSize(kept, crop),
    alt,
  }));
}

export function newsArticle(subject: Subject): object {
  const { site, edition, origin, article } = subject;
  const name = site.title[edition];
  const images = picturesFor(origin, article);
  const corrections = correctionsOf(subject);
  const section = site.sections.find(({ slug }) => slug === article.section)?.names[edition];
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    mainEntityOfPage: origin + article.url,
    url: origin + article.url,
    headline: article.headline,
    description: article.standfirst ?? article.excerpt,
    inLanguage: article.language,
    datePublished: article.firstPublished,
    dateModified: article.modified,
    ...(section ? { articleSection: section } : {}),
    ...(article.tags.length > 0 ? { keywords: article.tags.map((tag) => tag.name) } : {}),
    ...(images.length > 0
      ? {
          image: images.map(({ url, width, height, alt }) => ({
            ...{ '@type': 'ImageObject', url, width, height },
            ...(alt ? { caption: alt } : {}),
          })),
        }
      : {}),
    author:
      article.by.length > 0
        ? article.by.map((author) => ({
            '@type': 'Person',
            name: author.name,
            url: origin + authorPath(edition, author.slug),
          }))
        : [organisation(origin, name, edition)],
    publisher: organisation(origin, name, edition),
    isAccessibleForFree: true,
    ...(corrections.length > 0 ? { correction: corrections } : {}),
  };
}

/** The way from the front to the article. */
export function breadcrumbs({ site, edition, origin, article }: Subject): object {
  const section = site.sections.find(({ slug }) => slug === article.section);
  const steps = [
    { name: site.title[edition], item: origin + pathOf(edition, '/') },
    ...(section
      ? [{ name: section.names[edition], item: origin + encodeURI(pathOf(edition, `/${section.slug}`)) }]
      : []),
    { name: article.headline, item: origin + article.url },
  ];
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, index) => ({ '@type': 'ListItem', position: index + 1, ...step })),
  };
}

/** As the content of a `<script>`: nothing in it ends the element, begins a comment, or breaks a line of code. */
export function scriptSafe(value: object): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function organisation(origin: string, name: string, edition: Edition): object {
  const logo = { '@type': 'ImageObject', url: `${origin}/assets/icon.svg` };
  return { '@type': 'NewsMediaOrganization', name, url: origin + pathOf(edition, '/'), logo };
}

function correctionsOf({ article: { lastChange }, corrections }: Subject): object[] {
  const last = lastChange?.changeType === 'correction' ? [lastChange] : [];
  const told: Correction[] =
    corrections && corrections.length > 0
      ? [...corrections]
      : last.map(({ version, at, changeNote }) => ({
          ...{ version, at },
          ...(changeNote === undefined ? {} : { note: changeNote }),
        }));
  return told.map(({ at, note }) => ({
    '@type': 'CorrectionComment',
    datePublished: at,
    ...(note === undefined ? {} : { text: note }),
  }));
}
