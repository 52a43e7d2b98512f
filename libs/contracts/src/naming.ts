import { z } from 'zod';
import { asOf, common, listOf, oneOf } from './answers.ts';
import { articleExample } from './example.ts';
import type { Operation } from './operation.ts';
import { AuthorAnswer, NameQuery, SectionListQuery, TagAnswer, TagCount, TagListQuery } from './question.ts';
import { demoSite, Section } from './site.ts';

/** What articles stand under: sections, tags and authors, as the public API tells of them. */

export const SlugParameters = z.object({ slug: z.string().describe('As in the address of its page') });
export type SlugParameters = z.infer<typeof SlugParameters>;

const [tag = { name: '', slug: '' }] = articleExample.tags;
const [firstSection] = demoSite.sections;
const paths = z.object({ en: z.string(), ko: z.string() }).describe('Path of its page in each edition');
const ShownSection = Section.extend({ urls: paths }).meta({ id: 'ShownSection' });
export const SectionAnswer = ShownSection.extend({
  tags: z.array(TagCount).describe('Tags of its newest 100 articles, most used first'),
}).meta({ id: 'SectionAnswer' });
const sectionExample = firstSection && {
  ...firstSection,
  urls: { en: `/${firstSection.slug}`, ko: `/ko/${firstSection.slug}` },
};

export const sections: Operation[] = [
  {
    ...common,
    id: 'listSections',
    path: '/api/v1/sections',
    group: 'Sections',
    summary: 'Sections of the paper, in its order',
    query: SectionListQuery,
    problems: [],
    answers: {
      200: {
        description: 'Their names in both editions',
        schema: listOf(ShownSection),
        example: { data: [sectionExample], page: { limit: 30 }, meta: { asOf } },
      },
    },
    samples: [{ name: 'By a part of the name', query: { q: '사회' } }],
  },
  {
    ...common,
    id: 'section',
    path: '/api/v1/sections/{slug}',
    group: 'Sections',
    summary: 'A section, and what it writes about',
    parameters: SlugParameters,
    query: NameQuery,
    answers: {
      200: {
        description: 'The section',
        schema: oneOf(SectionAnswer),
        example: { data: { ...sectionExample, tags: [{ ...tag, articles: 1 }] } },
      },
    },
    samples: [{ name: 'In Korean', parameters: { slug: 'society' }, query: { lang: 'ko' } }],
  },
];

export const naming: Operation[] = [
  {
    ...common,
    id: 'listTags',
    path: '/api/v1/tags',
    group: 'Tags and authors',
    summary: 'Tags of the newest 1,000 articles',
    query: TagListQuery,
    answers: {
      200: {
        description: 'A page of them, in the order of their slugs',
        schema: listOf(TagCount),
        example: { data: [{ ...tag, articles: 1 }], page: { limit: 20 }, meta: { asOf } },
      },
    },
    samples: [{ name: 'Korean, by a part of the name', query: { lang: 'ko', q: '울릉' } }],
  },
  {
    ...common,
    id: 'tag',
    path: '/api/v1/tags/{slug}',
    group: 'Tags and authors',
    summary: 'A tag, and what is tagged with it as well',
    parameters: SlugParameters,
    query: NameQuery,
    answers: {
      200: { description: 'The tag', schema: oneOf(TagAnswer), example: { data: { ...tag, tags: [] } } },
    },
    samples: [
      { name: 'English', parameters: { slug: 'ulleung' }, query: { lang: 'en' } },
      { name: 'Korean', parameters: { slug: '울릉도' } },
    ],
  },
  {
    ...common,
    id: 'author',
    path: '/api/v1/authors/{slug}',
    group: 'Tags and authors',
    summary: 'An author, and what the author writes about',
    parameters: SlugParameters,
    query: NameQuery,
    answers: {
      200: {
        description: 'The author',
        schema: oneOf(AuthorAnswer),
        example: { data: { ...articleExample.by[0], tags: [{ ...tag, articles: 1 }] } },
      },
    },
    samples: [{ name: 'Korean', parameters: { slug: '서하람' } }],
  },
];
