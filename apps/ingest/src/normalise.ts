import type { Article, ArticleInput, Block, Fault, Media, Site } from '#libs/contracts';
import { clean, nfc, scriptFits, slug } from '#libs/text';
import { parseHtml } from './html.ts';

export interface Normalised {
  article: Article;
  /** Reasons to refuse it, with pointers into the event. */
  errors: Fault[];
  /** What was guessed, left out, or looks wrong. */
  warnings: Fault[];
}

interface Context {
  site: Site;
  /** A live key is refused what a test key is only warned about. */
  mode: 'live' | 'test';
  /** When it was accepted, RFC 3339: the first-published time of an article that names none. */
  acceptedAt: string;
}

/** Gives an article the one form everything behind the gate relies on: NFC, typed blocks, slugs, times. */
export function normalise(input: ArticleInput, { site, mode, acceptedAt }: Context): Normalised {
  const { blocks, warnings } =
    typeof input.body === 'string' ? parseHtml(input.body) : { blocks: input.body.map(nfcOf), warnings: [] };
  const lines = Object.fromEntries(
    (['headline', 'standfirst', 'kicker', 'slugline', 'located', 'changeNote'] as const)
      .filter((name) => input[name] !== undefined)
      .map((name) => [name, clean(input[name] ?? '')]),
  );
  const headline = clean(input.headline);
  const article: Article = {
    ...input,
    ...lines,
    headline,
    slug: nfc(input.slug ?? slug(headline)),
    section: nfc(input.section),
    tags: (input.tags ?? []).map(named),
    by: (input.by ?? []).map(named),
    contentCreated: input.contentCreated ?? acceptedAt,
    ...(input.lead ? { lead: nfcOf(input.lead) } : {}),
    body: blocks,
  };
  const gaps = pictureGaps(article.lead);
  return {
    article,
    errors: [...sectionFault(article, site), ...emptyHeadline(headline), ...(mode === 'live' ? gaps : [])],
    warnings: [...warnings, ...scriptWarning(article), ...(mode === 'test' ? gaps : [])],
  };
}

function named<T extends { name: string; slug?: string | undefined }>(each: T): T & { slug: string } {
  const name = clean(each.name);
  return { ...each, name, slug: nfc(each.slug ?? slug(name)) };
}

/** Every text inside a block, or a picture, in NFC. */
function nfcOf<T extends Block | Media>(value: T): T {
  return JSON.parse(JSON.stringify(value).normalize('NFC')) as T;
}

function sectionFault({ section }: Article, site: Site): Fault[] {
  const allowed = site.sections.map((each) => each.slug);
  if (allowed.includes(section)) return [];
  return [
    { pointer: '/data/section', code: 'unknown_section', message: 'is not a section of this paper', allowed },
  ];
}

function emptyHeadline(headline: string): Fault[] {
  if (headline !== '') return [];
  return [{ pointer: '/data/headline', code: 'too_small', message: 'holds nothing that can be printed' }];
}

function pictureGaps(lead: Media | undefined): Fault[] {
  if (!lead) return [];
  return (['alt', 'credit'] as const)
    .filter((name) => !lead[name])
    .map((name) => ({
      pointer: `/data/lead/${name}`,
      code: 'required',
      message: `a lead image needs its ${name}`,
    }));
}

function scriptWarning({ language, headline }: Article): Fault[] {
  if (scriptFits(language, headline)) return [];
  const message = `the headline does not look like ${language}`;
  return [{ pointer: '/data/language', code: 'language_mismatch', message }];
}
