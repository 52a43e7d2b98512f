import type { z } from 'zod';
import {
  Article,
  type ArticleInput,
  type Block,
  type Fault,
  isHidden,
  type Media,
  type Site,
  WithdrawalInput,
} from '#libs/contracts';
import { faultsOf } from '#libs/service';
import { clean, printable, scriptFits, slug } from '#libs/text';
import { fits, parseHtml } from './body/html.ts';
import { fromPictures, type Inscriptions, noInscriptions } from './inscription/unsaid.ts';

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
  inscriptions?: Inscriptions;
}

/** Texts of one line. */
const lines = [
  'headline',
  'standfirst',
  'kicker',
  'slugline',
  'located',
  'changeNote',
  'copyrightHolder',
  'copyrightNotice',
  'usageTerms',
] as const;

/** Gives an article the one form everything behind the gate relies on: NFC, typed blocks, slugs, times. */
export function normalise({ body, ...given }: ArticleInput, context: Context): Normalised {
  const { site, mode, acceptedAt, inscriptions = noInscriptions } = context;
  const fromHtml = typeof body === 'string';
  const { blocks, ...told } = fromHtml
    ? parseHtml(body, given.language)
    : { blocks: body.map(printed), errors: [], warnings: [] };
  const input = printed(given);
  for (const name of lines) if (input[name] !== undefined) input[name] = clean(input[name]);
  const made: Article = {
    ...input,
    slug: input.slug ?? slug(input.headline),
    tags: (input.tags ?? []).map(named),
    by: (input.by ?? []).map(named),
    contentCreated: input.contentCreated ?? acceptedAt,
    body: blocks,
  };
  // As the rooms behind the gate will read it: they trim what was cut to a white end above. Of blocks that were
  // made here and are surely short enough there is nothing to find out.
  const sure = fromHtml && fits(blocks);
  const read = Article.safeParse(sure ? { ...made, body: [] } : made);
  const article = read.data ? { ...read.data, ...(sure ? { body: blocks } : {}) } : made;
  const gaps = pictureGaps(article.lead, inscriptions);
  const faults = [...sectionFault(article, site), ...misfits(read, fromHtml), ...told.errors];
  return {
    article,
    errors: mode === 'live' ? [...faults, ...gaps] : faults,
    warnings: [
      ...told.warnings,
      ...scriptWarnings(article),
      ...altWarning(article.body, fromHtml),
      ...fromPictures(article, inscriptions),
      ...(mode === 'test' ? gaps : []),
    ],
  };
}

/** The same of a withdrawal: its notice is printed in place of the article. */
export function normaliseWithdrawal(given: WithdrawalInput): {
  withdrawal: WithdrawalInput;
  errors: Fault[];
} {
  const { notice, ...rest } = printed(given);
  const withdrawal = {
    ...rest,
    ...(notice ? { notice: { ...notice, headline: clean(notice.headline) } } : {}),
  };
  const read = WithdrawalInput.safeParse(withdrawal);
  return { withdrawal: read.data ?? withdrawal, errors: faultsIn(read) };
}

/**
 * What the rooms behind the gate could not read: a text that was nothing but invisible characters, one that
 * NFC made longer than it may be, HTML of more blocks than an article has. Accepted, it would be a dead letter.
 */
function misfits(read: z.ZodSafeParseResult<Article>, fromHtml: boolean): Fault[] {
  return faultsIn(read).map((fault) => {
    // The sender has never seen the blocks that its HTML became.
    return fromHtml && fault.pointer?.startsWith('/data/body/') ? { ...fault, pointer: '/data/body' } : fault;
  });
}

function faultsIn({ error }: z.ZodSafeParseResult<unknown>): Fault[] {
  return faultsOf(error?.issues ?? [], '/data').map((fault) =>
    fault.code === 'too_small' ? { ...fault, message: 'holds nothing that can be printed' } : fault,
  );
}

function named<T extends { name: string; slug?: string | undefined }>(each: T): T & { slug: string } {
  const name = clean(each.name);
  return { ...each, name, slug: each.slug ?? slug(name) };
}

/** The same value with every text in it printable; member by member, since JSON as a whole has escapes in it. */
function printed<T>(value: T): T {
  if (typeof value === 'string') return printable(value) as T;
  if (Array.isArray(value)) return value.map(printed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, printed(member)])) as T;
}

function sectionFault({ section }: Article, site: Site): Fault[] {
  const allowed = site.sections.map((each) => each.slug);
  if (allowed.includes(section) || isHidden(section)) return [];
  return [
    { pointer: '/data/section', code: 'unknown_section', message: 'is not a section of this paper', allowed },
  ];
}

function pictureGaps(lead: Media | undefined, inscriptions: Inscriptions): Fault[] {
  if (!lead) return [];
  const credit = lead.credit ?? inscriptions.get(lead.mediaId ?? '')?.credit;
  const said = { alt: lead.alt, credit };
  return (['alt', 'credit'] as const)
    .filter((name) => !said[name])
    .map((name) => ({
      pointer: `/data/lead/${name}`,
      code: 'required',
      message: `a lead image needs its ${name}`,
    }));
}

function scriptWarnings({ language, headline, body }: Article): Fault[] {
  const texts = { headline, body: ownWords(body) };
  return (['headline', 'body'] as const)
    .filter((name) => !scriptFits(language, texts[name]))
    .map((name) => ({
      pointer: '/data/language',
      code: 'language_mismatch',
      message: `the ${name} does not look like ${language}`,
    }));
}

/** The words of the running text that are not said to be of another language. */
function ownWords(body: readonly Block[]): string {
  let words = '';
  for (const block of body) {
    const runs = 'spans' in block ? [block.spans] : block.type === 'list' ? block.items : [];
    for (const run of runs) for (const { lang, text } of run) if (lang === undefined) words += `${text} `;
  }
  return words;
}

/** A picture that says nothing is nothing to readers who do not see it; one that is decoration has an empty `alt`. */
function altWarning(body: readonly Block[], fromHtml: boolean): Fault[] {
  const mute = body.flatMap((block, index) => {
    const media = block.type === 'image' ? [block.media] : block.type === 'gallery' ? block.images : [];
    const place = (at: number) => (block.type === 'image' ? `${index}/media` : `${index}/images/${at}`);
    return media.flatMap(({ alt }, at) => (alt === undefined ? [`/data/body/${place(at)}/alt`] : []));
  });
  const [first, ...others] = mute;
  if (first === undefined) return [];
  const message = `a picture in the body needs its alt${others.length > 0 ? ` (${mute.length} times)` : ''}`;
  return [{ pointer: fromHtml ? '/data/body' : first, code: 'required', message }];
}
