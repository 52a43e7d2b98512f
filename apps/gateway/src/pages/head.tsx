import type { ComponentChildren, JSX } from 'preact';
import { type ArticleCard, type Correction, isHidden, type PublicArticle, type Site } from '#libs/contracts';
import { isKorean } from '#libs/text';
import { themeColours } from '../discovery/signs.ts';
import { type Edition, pathOf } from '../edition.ts';
import { type FeedFormat, feedFormats, feedPath } from '../feeds/feed.ts';
import { breadcrumbs, newsArticle, picturesFor, scriptSafe } from './jsonld.ts';

/** What a page says of itself to machines. */
export interface HeadFacts {
  title?: string;
  /** Path of this page in its canonical form; absent: it is none that others should know. */
  path?: string;
  description?: string | undefined;
  /** Address of a page whose articles can be followed, where it is not `path` itself: that of a search. */
  follow?: string;
  /** Of the page of an article. */
  article?: PublicArticle;
  /** The same article in the other edition, if that one names this one in turn. */
  translation?: ArticleCard | undefined;
  corrections?: readonly Correction[] | undefined;
}

export interface HeadProps extends HeadFacts {
  frame: { site: Site; edition: Edition; origin?: string; past?: object };
  /** What the page looks like: sheets, fonts, scripts. */
  children?: ComponentChildren;
}

/** All of `<head>` but the look. Addresses are absolute by the public address of the site. */
export function Head(props: HeadProps): JSX.Element {
  const { frame, title, path, description, article, children } = props;
  const { site, edition, origin = '' } = frame;
  const name = site.title[edition];
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" media="(prefers-color-scheme: light)" content={themeColours.light} />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content={themeColours.dark} />
      <title>{title ? `${title} — ${name}` : name}</title>
      {description && <meta name="description" content={description} />}
      {path ? (
        <link rel="canonical" href={origin + path} />
      ) : (
        <meta name="robots" content="noindex, follow" />
      )}
      {isHidden(article?.section) && <meta name="robots" content="noindex, nofollow" />}
      {alternatesOf(props).map(({ hreflang, href }) => (
        <link key={hreflang} rel="alternate" hreflang={hreflang} href={origin + href} />
      ))}
      <Social {...props} />
      {!frame.past && <Feeds {...props} />}
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      <link rel="manifest" href={pathOf(edition, '/manifest.webmanifest')} />
      <link
        rel="search"
        type="application/opensearchdescription+xml"
        title={name}
        href={pathOf(edition, '/opensearch.xml')}
      />
      {children}
      <Data {...props} />
    </head>
  );
}

/** Pages that stand in one edition only, or whose other side may not exist: a tag that only one edition uses. */
const ONE_SIDED = /^(\/ko)?\/(tag|author|a|docs|preview)(\/|$)/;

/** The two sides of a page, if it has two. Each side names both, and so the other. */
export function alternatesOf({
  frame: { edition },
  path,
  article,
  translation,
}: HeadProps): { hreflang: string; href: string }[] {
  if (!path) return [];
  const sides = article ? sidesOf(article, translation) : pagesOf(edition, path);
  if (!sides) return [];
  const { en, ko } = sides;
  return [en, ko, { hreflang: 'x-default', href: en.href }];
}

interface Sides {
  en: { hreflang: string; href: string };
  ko: { hreflang: string; href: string };
}

function sidesOf(article: PublicArticle, translation: ArticleCard | undefined): Sides | undefined {
  if (!translation) return undefined;
  const [ko, en] = isKorean(article.language) ? [article, translation] : [translation, article];
  return {
    en: { hreflang: en.language, href: en.url },
    ko: { hreflang: ko.language, href: ko.url },
  };
}

function pagesOf(edition: Edition, path: string): Sides | undefined {
  if (ONE_SIDED.test(path)) return undefined;
  const plain = edition === 'ko' ? path.replace(/^\/ko(?=\/|$)/, '') || '/' : path;
  return {
    en: { hreflang: 'en', href: plain },
    ko: { hreflang: 'ko', href: pathOf('ko', plain) },
  };
}

/** Open Graph, and what X asks for beside it. */
function Social({ frame, title, path, description, article, translation }: HeadProps): JSX.Element | null {
  const { site, edition, origin = '' } = frame;
  if (!path) return null;
  const name = site.title[edition];
  const [picture] = article ? picturesFor(origin, article) : [];
  return (
    <>
      <meta property="og:site_name" content={name} />
      <meta property="og:type" content={article ? 'article' : 'website'} />
      <meta property="og:title" content={title ?? name} />
      {description && <meta property="og:description" content={description} />}
      <meta property="og:url" content={origin + path} />
      <meta property="og:locale" content={locales[edition]} />
      {translation && (
        <meta property="og:locale:alternate" content={locales[edition === 'en' ? 'ko' : 'en']} />
      )}
      {picture && (
        <>
          <meta property="og:image" content={picture.url} />
          <meta property="og:image:type" content={picture.type} />
          <meta property="og:image:width" content={String(picture.width)} />
          <meta property="og:image:height" content={String(picture.height)} />
          {picture.alt && <meta property="og:image:alt" content={picture.alt} />}
        </>
      )}
      {article && <ArticleFacts article={article} />}
      <meta name="twitter:card" content={picture ? 'summary_large_image' : 'summary'} />
    </>
  );
}

const locales = { en: 'en_US', ko: 'ko_KR' } as const;

function ArticleFacts({ article }: { article: PublicArticle }): JSX.Element {
  return (
    <>
      <meta property="article:published_time" content={article.firstPublished} />
      <meta property="article:modified_time" content={article.modified} />
      <meta property="article:section" content={article.section} />
      {article.tags.map(({ slug, name }) => (
        <meta key={slug} property="article:tag" content={name} />
      ))}
    </>
  );
}

/** Feeds of what the page shows, then that of the whole edition. */
function Feeds({ frame: { site, edition }, title, path, follow, article }: HeadProps): JSX.Element {
  const front = pathOf(edition, '/');
  const own = follow ?? (path && !article && hasFeed(path, site) ? path : undefined);
  const name = site.title[edition];
  const formats = Object.keys(feedFormats) as FeedFormat[];
  const link = (page: string, format: FeedFormat, called: string) => (
    <link
      key={page + format}
      rel="alternate"
      type={feedFormats[format].type}
      title={`${called} (${feedFormats[format].name})`}
      href={feedPath(page, format)}
    />
  );
  return (
    <>
      {own !== undefined && own !== front && formats.map((format) => link(own, format, title ?? name))}
      {(own === front ? formats : formats.slice(0, 1)).map((format) => link(front, format, name))}
    </>
  );
}

/** Fronts, sections, tags and authors. */
function hasFeed(path: string, { sections }: Site): boolean {
  const plain = path.replace(/^\/ko(?=\/|$)/, '') || '/';
  if (plain === '/' || /^\/(tag|author)\/[^/]+$/.test(plain)) return true;
  return sections.some(({ slug }) => decodeURI(plain) === `/${slug}`);
}

/** Data, not code: nothing of it runs, and no policy for scripts speaks of it. */
function Data({ frame, path, article, corrections }: HeadProps): JSX.Element | null {
  if (!article || !path) return null;
  const { site, edition, origin = '' } = frame;
  const subject = { site, edition, origin, article, corrections };
  return (
    <>
      {[newsArticle(subject), breadcrumbs(subject)].map((data, index) => (
        <script
          key={String(index)}
          type="application/ld+json"
          dangerouslySetInnerHTML={{ __html: scriptSafe(data) }}
        />
      ))}
    </>
  );
}
