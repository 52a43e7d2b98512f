import { z } from 'zod';
import { Slug } from './article.ts';

/**
 * The section that no reader meets: what stands in it has its own address and its own list, for who asks for them by
 * name, and is on no front, list, feed, sitemap, archive, search, suggestion, ranking or stream, and is told to nobody.
 * The house publishes into it to see whether it can. No paper can have a section of that name.
 */
export const HIDDEN_SECTION = 'sosik-canary';

export function isHidden(section: string | undefined): boolean {
  return section === HIDDEN_SECTION;
}

/** First path segments that belong to the site itself; a section with such a slug would be unreachable. */
export const reservedSlugs: readonly string[] = [
  'a',
  'api',
  'archive',
  'assets',
  'author',
  'breaking',
  'corrections',
  'docs',
  'feed.atom',
  'feed.json',
  'feed.xml',
  'feeds',
  'front',
  'internal',
  'ko',
  'lite',
  'livez',
  'manifest.webmanifest',
  'media',
  'metrics',
  'opensearch.xml',
  'popular',
  'past',
  'preview',
  'readyz',
  'robots.txt',
  'search',
  'sitemap',
  'sitemap-news.xml',
  'sitemap.xml',
  HIDDEN_SECTION,
  'tag',
  'v1',
];

const names = z.object({ en: z.string().min(1), ko: z.string().min(1) });

export const Section = z
  .object({
    slug: Slug.refine((slug) => !reservedSlugs.includes(slug), { message: 'is a reserved word' }),
    names,
    colour: z.enum(['cheong', 'muk', 'hong', 'hwang', 'nok', 'ja']).describe('A colour of the palette'),
    opinion: z.boolean().optional().describe('Its band stands last on the front, with who wrote what'),
  })
  .meta({ id: 'Section' });
export type Section = z.infer<typeof Section>;

export const Site = z
  .object({ title: names, sections: z.array(Section).min(1).max(30) })
  .meta({ id: 'Site', description: 'What a newsroom decides about its paper' });
export type Site = z.infer<typeof Site>;

/** The demo newspaper; an installation names its own in the setting SITE_FILE. */
export const demoSite: Site = {
  title: { en: 'Hangang Daily', ko: '한강일보' },
  sections: [
    { slug: 'politics', names: { en: 'Politics', ko: '정치' }, colour: 'cheong' },
    { slug: 'north-korea', names: { en: 'North Korea', ko: '북한' }, colour: 'muk' },
    { slug: 'k-pop', names: { en: 'K-pop', ko: 'K팝' }, colour: 'hong' },
    { slug: 'business', names: { en: 'Business', ko: '경제' }, colour: 'hwang' },
    { slug: 'society', names: { en: 'Society', ko: '사회' }, colour: 'nok' },
    { slug: 'opinion', names: { en: 'Opinion', ko: '오피니언' }, colour: 'ja', opinion: true },
    { slug: 'culture', names: { en: 'Culture', ko: '문화' }, colour: 'ja' },
  ],
};
