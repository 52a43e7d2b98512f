import { z } from 'zod';
import { asOf, common, listOf, meta, oneOf } from './answers.ts';
import { ArticleCard, cardOf, PublicArticle, Slug } from './article.ts';
import { Block, Media } from './body.ts';
import { BreakingAnswer, BreakingQuery, FrontQuery } from './editorial.ts';
import { articleExample } from './example.ts';
import { naming, sections } from './naming.ts';
import { StandardDocument } from './newsroom.ts';
import type { Api, Operation } from './operation.ts';
import {
  ArticleListQuery,
  ArticleQuery,
  PopularAnswer,
  PopularQuery,
  RelatedArticle,
  RelatedQuery,
  Translation,
} from './question.ts';
import { Revision, RevisionsQuery } from './revision.ts';
import { SearchAnswer, SearchQuery } from './search.ts';
import { streamOperation } from './stream.ts';
import { SuggestAnswer, SuggestQuery } from './suggest.ts';

/** Answers of the public API, and the list of its operations. Queries are those of question.ts and search.ts. */

const ShownMedia = Media.safeExtend({
  url: z.string().optional().describe('Path of a rendition that fits a phone; for a mediaId that is kept'),
}).meta({ id: 'ShownMedia', description: 'A picture, with an address for those who choose no rendition' });
const lead = ShownMedia.optional().describe('Lead image');

const ShownArticle = PublicArticle.extend({
  lead,
  body: z.union([z.array(Block), z.string()]).describe('Blocks, or one text as `format` asks'),
  translation: Translation.optional().describe('The same article in the other edition'),
}).meta({ id: 'ShownArticle' });
const ShownCard = ArticleCard.extend({ lead }).meta({ id: 'ShownCard', description: 'All but the body' });
const ShownRelated = RelatedArticle.extend({ lead }).meta({ id: 'ShownRelated' });

export const IdParameters = z.object({ id: z.string().max(64).describe('Public id of the article') });
/** `uri=` and a uri of the newsroom stands for the public id. */
export const ArticleParameter = z.object({
  id: z.string().max(300).describe('Public id of the article, or `uri=` and its uri'),
});
export const NoQuery = z.strictObject({});

/** Content type of IPTC ninjs. */
const NINJS = 'application/vnd.iptc.ninjs+json';
/** And of a newsItem of NewsML-G2. */
const NEWSML = 'application/vnd.iptc.g2.newsitem+xml';

const card = cardOf(articleExample);
const { id } = articleExample;
const [tag = { name: '', slug: '' }] = articleExample.tags;
const { uri, url, headline, section, language, firstPublished, modified } = articleExample;

const articles: Operation[] = [
  {
    ...common,
    id: 'listArticles',
    path: '/api/v1/articles',
    group: 'Articles',
    summary: 'Articles, newest first',
    description:
      'All conditions must hold; `tag` may be named several times. `Link: rel="next"` leads to the next page.',
    query: ArticleListQuery,
    answers: {
      200: {
        description: 'A page of the list',
        schema: listOf(ShownCard),
        example: { data: [card], page: { limit: 20 }, meta: { asOf } },
      },
    },
    samples: [
      { name: 'English, society', query: { lang: 'en', section: 'society' } },
      { name: 'Korean, by tag', query: { lang: 'ko', tag: '울릉도', limit: '5' } },
    ],
  },
  {
    ...common,
    id: 'article',
    path: '/api/v1/articles/{id}',
    group: 'Articles',
    summary: 'One article, whole',
    description:
      'With `fields`, members that are not named are absent, required ones too; ninjs and NewsML-G2 are always whole.',
    parameters: ArticleParameter,
    query: ArticleQuery,
    answers: {
      200: {
        description: 'The article',
        schema: oneOf(ShownArticle),
        example: { data: articleExample },
        others: { [NINJS]: StandardDocument, [NEWSML]: z.string() },
      },
    },
    problems: [...common.problems, 'gone', 'timeout'],
    samples: [
      { name: 'By public id', parameters: { id } },
      { name: 'By uri, the body as HTML', parameters: { id: `uri=${uri}` }, query: { format: 'html' } },
    ],
  },
  {
    ...common,
    id: 'revisions',
    path: '/api/v1/articles/{id}/revisions',
    group: 'Articles',
    summary: 'What has changed from version to version, newest first',
    description:
      'Of versions that the public has seen, as long as the article is public. A withdrawal takes the words of all of them.',
    parameters: IdParameters,
    query: RevisionsQuery,
    answers: {
      200: {
        description: 'Each with what changed since the one before it',
        schema: z.object({
          data: z.array(Revision),
          meta: z.object({ version: z.int().describe('The version that is public') }),
        }),
      },
    },
    problems: [...common.problems, 'gone'],
    samples: [{ name: 'The last two changes', parameters: { id }, query: { limit: '2' } }],
  },
  {
    ...common,
    id: 'relatedArticles',
    path: '/api/v1/articles/{id}/related',
    group: 'Articles',
    summary: 'What to read next, each with its reason',
    parameters: IdParameters,
    query: RelatedQuery,
    answers: {
      200: {
        description: 'The editor’s picks first',
        schema: z.object({ data: z.array(ShownRelated), meta }),
        example: { data: [{ ...card, reason: { kind: 'tags', tags: [tag] } }], meta: { asOf } },
      },
    },
    problems: [...common.problems, 'gone'],
    samples: [{ name: 'Three', parameters: { id }, query: { limit: '3' } }],
  },
  {
    id: 'view',
    method: 'post',
    path: '/api/v1/articles/{id}/views',
    group: 'Articles',
    summary: 'Tells that somebody reads an article',
    description:
      'For apps and sites that show articles without loading our pages, which tell it by themselves. No body. From the device of whoever reads: by its address and its `User-Agent` a second telling within half a minute is known for what it is, and a program is told from a person; neither is kept. A limit holds for each address, of IPv6 for each network of 64 bits.',
    parameters: IdParameters,
    query: NoQuery,
    answers: { 204: { description: 'Heard; it is in the lists a moment later, if it counts' } },
    problems: ['dependency_unavailable'],
    samples: [{ name: 'One view', parameters: { id } }],
  },
];

const shownCards = z.array(ShownCard);

const placed: Operation[] = [
  {
    ...common,
    id: 'front',
    path: '/api/v1/front',
    group: 'Fronts',
    summary: 'A front as it is composed: what editors have placed, and what stands beside it',
    query: FrontQuery,
    answers: {
      200: {
        description: 'No article stands twice',
        schema: z.object({
          data: z.object({
            lead: ShownCard.optional(),
            stack: shownCards,
            features: shownCards,
            latest: shownCards,
            bands: z.array(z.object({ section: Slug, articles: shownCards })),
            breaking: BreakingAnswer.shape.alerts,
          }),
          meta,
        }),
      },
    },
    samples: [{ name: 'Korean', query: { lang: 'ko' } }],
  },
  {
    ...common,
    id: 'breaking',
    path: '/api/v1/breaking',
    group: 'Fronts',
    summary: 'Alerts of the last 48 hours, newest first',
    query: BreakingQuery,
    answers: {
      200: {
        description: 'Each with its article, as long as that is public',
        schema: z.object({ data: BreakingAnswer.shape.alerts, meta }),
      },
    },
    samples: [{ name: 'Korean', query: { lang: 'ko' } }],
  },
];

const finding: Operation[] = [
  {
    ...common,
    id: 'search',
    path: '/api/v1/search',
    group: 'Search and ranking',
    summary: 'Articles that hold the words',
    description:
      'Korean is found whatever particle follows a word, and in NFC or NFD alike. Pages of one question neither repeat nor skip what is public all the while; a page may hold fewer than `limit`, when some has left the public since the walk began.',
    query: SearchQuery,
    problems: [...common.problems, 'timeout'],
    answers: {
      200: {
        description: 'A page of hits',
        schema: SearchAnswer,
        example: {
          data: [
            {
              ...{ id, uri, url, headline, section, language, firstPublished, modified },
              highlights: { headline: '<mark>Ferry</mark> to Ulleung returns', body: [] },
            },
          ],
          page: { limit: 10 },
          meta: { total: 1, totalRelation: 'eq', took: 4, asOf },
        },
      },
    },
    samples: [
      { name: 'English', query: { q: 'ferry', lang: 'en' } },
      { name: 'Korean', query: { q: '여객선은', lang: 'ko', sort: 'newest' } },
      {
        name: 'What must not be there, and how many there are of each',
        query: { q: 'ferry -strike', facets: 'true' },
      },
      {
        name: 'Korean, a phrase of one section, and why',
        query: { q: '"겨울 시간표" 섹션:사회', explain: 'true' },
      },
    ],
  },
  {
    ...common,
    id: 'suggest',
    path: '/api/v1/suggest',
    group: 'Search and ranking',
    summary: 'How to go on typing: sections, tags, people and titles',
    description:
      'Names before titles; what begins with the words before what holds them. However it is spaced, half way through a syllable (삼ㅅ), by first consonants (ㄱㅎ), and by the keys of the other keyboard where nothing begins as it was typed. A suggestion goes with the last public article that carries it.',
    query: SuggestQuery,
    answers: {
      200: {
        description: 'The likeliest first',
        schema: SuggestAnswer,
        example: {
          data: [
            { kind: 'tag', text: tag.name, url: `/tag/${tag.slug}`, language, articles: 1 },
            { kind: 'article', text: headline, url, language, id },
          ],
          meta: { took: 2, asOf },
        },
      },
    },
    samples: [
      { name: 'English', query: { q: 'ul', lang: 'en' } },
      { name: 'Korean, by first consonants', query: { q: 'ㅇㄹㄷ', lang: 'ko', limit: '5' } },
    ],
  },
  {
    ...common,
    id: 'popular',
    path: '/api/v1/popular',
    group: 'Search and ranking',
    summary: 'The most viewed articles, or those that more people read than usual',
    description:
      'Public articles only, also a second after one has left. At most two seconds old while `state` is `live`; editors may have pinned articles, which are marked, and left others out.',
    query: PopularQuery,
    answers: {
      200: {
        description: 'The ranking',
        schema: PopularAnswer,
        example: {
          data: [{ rank: 1, id, url, headline, language, section, views: 1_204, movement: 'up', before: 3 }],
          meta: { asOf, window: '1h', state: 'live', sample: 18_540 },
        },
      },
    },
    samples: [{ name: 'Korean, of a day', query: { lang: 'ko', window: '24h' } }],
  },
];

/** How this gateway fares: for whoever wonders whether it is the paper or the line. */
export const PublicStatus = z
  .object({
    status: z.enum(['ready', 'degraded', 'unready', 'stopping']).describe('degraded still answers'),
    dependencies: z.record(z.string(), z.enum(['up', 'down'])),
  })
  .meta({ id: 'PublicStatus' });

/** What the gateway answers to apps and sites. */
export const publicApi: Api = {
  title: 'Sosik public API',
  summary: 'What the paper tells everyone; apps tell back what is read',
  description:
    'No key, from any site. Answers hold nothing that differs between two equal requests; every one to a GET carries an ETag. What was withdrawn is 410 with its notice; what is under embargo can’t be told from what never was.',
  origin: 'http://127.0.0.1:4000',
  operations: [
    ...placed,
    ...articles,
    ...finding,
    ...sections,
    ...naming,
    streamOperation,
    {
      method: 'get',
      id: 'status',
      path: '/api/v1/status',
      group: 'Reference',
      summary: 'How this gateway fares',
      query: NoQuery,
      answers: {
        200: {
          description: 'Also while something is away',
          schema: z.object({ data: PublicStatus, meta }),
          example: { data: { status: 'ready', dependencies: { kafka: 'up' } }, meta: { asOf } },
        },
      },
      samples: [{ name: 'Now' }],
    },
    {
      method: 'get',
      cached: true,
      id: 'openapi',
      path: '/api/v1/openapi.json',
      group: 'Reference',
      summary: 'This API as OpenAPI 3.1',
      answers: { 200: { description: 'The document', schema: StandardDocument } },
      samples: [{ name: 'The document' }],
    },
  ],
};
