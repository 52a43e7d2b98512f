import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { validateXML, type XMLFileInfo } from 'xmllint-wasm';
import type { Block, PublicArticle, Span } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { newsmlOf } from '../apps/gateway/src/api/newsml.ts';
import { ninjsOf } from '../apps/gateway/src/api/ninjs.ts';
import { parseHtml } from '../apps/ingest/src/body/html.ts';
import { newsml } from '../apps/ingest/src/formats/newsml/newsml.ts';
import { ninjs } from '../apps/ingest/src/formats/ninjs/ninjs.ts';
import type { WireItem } from '../apps/ingest/src/formats/wire.ts';
import { newsmlShape, xmlShape } from './newsml.schema.ts';

const ORIGIN = 'https://daily.example';
const media = { mediaId: 'b'.repeat(32), width: 1_280, height: 720 };

const body: Block[] = [
  {
    type: 'p',
    spans: [
      { text: '여객선이 ' },
      { text: '월요일', strong: true, em: true },
      { text: '부터 <1번> & "2번"\n부두에서 ' },
      { text: '떠난다', href: 'https://sea.example/?a=1&b=2' },
      { text: ' slowly', lang: 'en' },
      { text: '.' },
    ],
  },
  { type: 'h2', spans: [{ text: '시간표' }] },
  { type: 'quote', spans: [{ text: '바다가 정한다.' }], cite: '항만사무소' },
  { type: 'list', ordered: true, items: [[{ text: '아침 배' }], [{ text: '저녁 배', code: true }]] },
  {
    type: 'table',
    caption: '운항',
    rows: [
      [
        { spans: [{ text: '배' }], header: true },
        { spans: [{ text: '시' }], header: true },
      ],
      [{ spans: [{ text: '가람호' }] }, { spans: [{ text: '07:00' }] }],
    ],
  },
  { type: 'image', media: { ...media, alt: '부두', caption: '저동항', credit: '그림: 한강일보' } },
  { type: 'facts', title: '알림', items: [[{ text: '우편은 아침 배로' }]] },
  { type: 'embed', provider: 'YouTube', href: 'https://www.youtube.com/watch?v=1&t=2', title: '항구' },
  { type: 'rule' },
  {
    type: 'p',
    spans: [{ text: '漢字', ruby: '한자' }, { text: ' H' }, { text: '2', sub: true }, { text: 'O' }],
  },
];

const korean = aPublicArticle({
  uri: 'newsroom:ulleung:7',
  version: 3,
  language: 'ko-KR',
  headline: '울릉도 여객선, "겨울 시간표"로 <속보>',
  kicker: '섬 교통',
  standfirst: '하루 두 차례 운항하며 아침 배는 우편물을 기다린다.',
  section: 'society',
  located: '울릉',
  urgency: 2,
  tags: [
    { name: '울릉도', slug: '울릉도', type: 'place' },
    { name: '별바다해운', slug: '별바다해운', type: 'organisation' },
    { name: '선말례', slug: '선말례', type: 'person' },
    { name: '섬 축제', slug: '섬-축제', type: 'event' },
    { name: '섬 교통', slug: '섬-교통', type: 'topic' },
  ],
  by: [
    { name: '서하람', slug: '서하람', role: '기자' },
    { name: 'Mina Harlow', slug: 'mina-harlow' },
  ],
  contentCreated: '2026-01-02T03:04:05+09:00',
  expires: '2027-01-02T03:04:05+09:00',
  changeType: 'correction',
  changeNote: '시간표의 날짜를 바로잡았다.',
  copyrightHolder: '한강일보',
  copyrightNotice: '© 2026 한강일보 & 벗들',
  usageTerms: '전재 금지',
  lead: { ...media, alt: '부두에 선 배', caption: '월요일 저동항', credit: '그림: 서하람' },
  body,
});
const english = aPublicArticle({
  uri: 'newsroom:ferry:8',
  version: 1,
  headline: 'Ferry to Ulleung returns & stays',
  tags: [{ name: 'Ulleung', slug: 'ulleung', type: 'place' }],
  body: [
    { type: 'p', spans: [{ text: 'The ferry returns on Monday; the sea decides the rest.' }] },
    { type: 'h3', spans: [{ text: 'Two sailings' }] },
    { type: 'list', ordered: false, items: [[{ text: 'Morning' }]] },
  ],
});
const articles = [
  ['in Korean, with all there is', korean],
  ['in English, with as little as may be', english],
] as const;

/** What of an article a newsItem tells, in the words of the gate. */
function told(article: PublicArticle): object {
  const { uri, version, language, headline, kicker, standfirst, located, urgency, contentCreated } = article;
  const { expires, copyrightHolder, copyrightNotice, usageTerms } = article;
  const correction = article.changeType === 'correction' && {
    changeType: article.changeType,
    changeNote: article.changeNote,
  };
  return {
    ...{ uri, version, language, headline, kicker, standfirst, located, urgency, contentCreated, expires },
    ...{ copyrightHolder, copyrightNotice, usageTerms, ...correction },
    tags: article.tags.map(({ name, type }) => ({ name, type })),
    by: article.by.map(({ name, role }) => ({ name, role })),
    lead: article.lead && outside(article.lead),
    body: article.body.map((block) =>
      block.type === 'image' ? { ...block, media: withoutSize(outside(block.media)) } : block,
    ),
  };
}

/** A picture as those know it who only have its address. */
function outside({ mediaId, width, height, ...said }: NonNullable<PublicArticle['lead']>) {
  return { ...said, href: `${ORIGIN}/media/${mediaId}/1280.jpg`, width, height };
}

function withoutSize<T extends { width?: unknown; height?: unknown }>({ width: _, height: __, ...rest }: T) {
  return rest;
}

/** What is not set is not there. */
const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));

/** What the gate makes of an item, as far as it goes without its settings. */
function readBack(item: WireItem | undefined, language: string): object {
  const { body: html, ...data } = item?.data ?? {};
  const { blocks, warnings, errors } = parseHtml(String(html), language);
  expect([warnings, errors, item?.notes]).toEqual([[], [], []]);
  return { ...data, body: blocks };
}

const ORDER: (string | undefined)[] = ['person', 'organisation', 'place', 'event', 'topic'];

describe('an article that is told as ninjs', () => {
  test.each(articles)('%s is read back as the same article', (_, article) => {
    const [item, ...others] = ninjs.read(Buffer.from(JSON.stringify(ninjsOf(article, ORIGIN))), {
      type: 'application/json',
    });
    expect(others).toEqual([]);
    // ninjs has no word for a correction.
    const { changeType: _type, changeNote: _note, ...rest } = told(article) as Partial<PublicArticle>;
    // Its tags stand in a list for each kind.
    const byKind = (article.tags ?? []).toSorted((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
    const tags = byKind.map(({ name, type }) => ({ name, type }));
    expect(plain(readBack(item, article.language))).toEqual(plain({ ...rest, tags }));
    expect(item?.versionCreated).toBe(article.versionCreated ?? article.modified);
  });
});

describe('an article that is told as NewsML-G2', () => {
  test.each(articles)('%s is read back as the same article', (_, article) => {
    const [item, ...others] = newsml.read(Buffer.from(newsmlOf(article, ORIGIN)), {
      type: 'application/xml',
    });
    expect(others).toEqual([]);
    expect(plain(readBack(item, article.language))).toEqual(plain(told(article)));
    expect(item?.versionCreated).toBe(article.versionCreated ?? article.modified);
    expect(item?.type).toBe(article === korean ? 'article.corrected' : 'article.published');
  });

  test('goes by its address where its uri is no whole one, and tells no picture that is not kept', () => {
    const foreign = aPublicArticle({
      uri: 'wire/7',
      lead: { href: 'https://elsewhere.example/a.jpg', alt: 'a' },
    });
    const told = newsmlOf(foreign, ORIGIN);
    expect(told).toContain(`guid="${ORIGIN}${foreign.url}"`);
    expect(told).not.toContain('elsewhere.example');
  });

  test('has characters that XML has not in no place', () => {
    const spans: Span[] = [{ text: 'a\u0000b\uD800c\uFFFF]]>' }];
    const told = newsmlOf(aPublicArticle({ headline: 'x\u0001y', body: [{ type: 'p', spans }] }), ORIGIN);
    const [item] = newsml.read(Buffer.from(told), { type: 'application/xml' });
    expect(item?.data).toMatchObject({ headline: 'xy', body: '<p>ab\uFFFDc]]&gt;</p>' });
  });

  const xml = articles.map(([name, article]) => ({
    fileName: `${name}.xml`,
    contents: newsmlOf(article, ORIGIN),
  }));
  const xmlSchema = (contents: string) => [{ fileName: 'xml.xsd', contents }];
  const faults = async (schema: string, preload: XMLFileInfo[], given = xml) => {
    const memory = { initialMemoryPages: 512, maxMemoryPages: 4_096 };
    const { errors, valid } = await validateXML({
      xml: given,
      extension: 'schema',
      schema,
      preload,
      ...memory,
    });
    return valid ? [] : errors.map(({ rawMessage }) => rawMessage);
  };
  const broken = [
    { fileName: 'broken.xml', contents: newsmlOf(english, ORIGIN).replace('<provider', '<sender') },
  ];

  test('is XML, with its parts in the order that the standard has', async () => {
    expect(await faults(newsmlShape, xmlSchema(xmlShape))).toEqual([]);
    expect(await faults(newsmlShape, xmlSchema(xmlShape), broken)).not.toEqual([]);
  });

  test('is valid against the schema of the IPTC', async () => {
    const folder = process.env['IPTC_SCHEMAS'] ?? '';
    const path = join(folder, 'NewsML-G2_2.35-spec-All-Power.xsd');
    if (folder === '' || !existsSync(path) || statSync(path).size === 0) {
      process.stderr.write(
        `not run: ${xml.length} articles against the schema of NewsML-G2; IPTC_SCHEMAS names no folder with it (github.com/iptc/newsml-g2)\n`,
      );
      return;
    }
    const schema = readFileSync(path, 'utf8');
    const preload = xmlSchema(readFileSync(join(folder, 'xml.xsd'), 'utf8'));
    expect(await faults(schema, preload)).toEqual([]);
    expect(await faults(schema, preload, broken)).not.toEqual([]);
  });
});
