import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { articleExample, type PublicArticle } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { ninjsOf } from './ninjs.ts';

const ORIGIN = 'https://daily.example';

const plain = aPublicArticle({ uri: 'wire/7', by: [], tags: [], version: 3 });
const korean = aPublicArticle({
  uri: 'newsroom:울릉',
  language: 'ko-KR',
  headline: '울릉도 여객선, 겨울 시간표로',
  kicker: '섬 교통',
  standfirst: '하루 두 차례 운항한다.',
  tags: [
    { name: '울릉도', slug: '울릉도', type: 'place' },
    { name: '별바다해운', slug: '별바다해운', type: 'organisation' },
    { name: '선말례', slug: '선말례', type: 'person' },
    { name: '섬 교통', slug: '섬-교통' },
  ],
  by: [
    { name: '서하람', slug: '서하람', role: '기자' },
    { name: 'Mina Harlow', slug: 'mina-harlow' },
  ],
  urgency: 2,
  lead: {
    mediaId: 'a'.repeat(32),
    width: 1200,
    height: 800,
    focal: [0.5, 0.25],
    alt: '부두에 선 배',
    caption: '저동항, 월요일',
    credit: '그림: 한강일보',
  },
  body: [
    {
      type: 'p',
      spans: [{ text: '여객선이 ' }, { text: '월요일', strong: true }, { text: '부터 운항한다 <1번>.' }],
    },
    { type: 'list', ordered: false, items: [[{ text: '오전 배' }]] },
  ],
});
const articles: [string, PublicArticle][] = [
  ['of the examples', articleExample],
  ['with as little as may be', plain],
  ['in Korean, with all there is', korean],
];

interface Ninjs {
  [member: string]: unknown;
  uri: string;
  associations?: {
    renditions: { name: string; href: string; width: number; height: number; poi: object }[];
  }[];
}
const ninjs = (article: PublicArticle) => ninjsOf(article, ORIGIN) as Ninjs;

/** Everything in it that is an address, and has to be a whole one. */
function addressesIn(value: unknown, name = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => addressesIn(each, name));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([member, each]) => addressesIn(each, member));
  return ['uri', 'href', 'schema'].includes(name) ? [String(value)] : [];
}

describe('an article as ninjs', () => {
  test.each(articles)(
    '%s names everything by whole addresses, and leaves nothing undefined',
    (_, article) => {
      const document = ninjs(article);
      const addresses = addressesIn(document).filter((each) => each !== korean.uri);
      expect(addresses.filter((each) => !URL.canParse(each) || /[^\x21-\x7e]/.test(each))).toEqual([]);
      expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    },
  );

  test('has its words as HTML and as text, escaped where they are markup', () => {
    expect(ninjs(korean)).toMatchObject({
      type: 'text',
      pubStatus: 'usable',
      version: '1',
      language: 'ko-KR',
      urgency: 2,
      title: korean.headline,
      by: '서하람, Mina Harlow',
      headlines: [
        { role: 'main', value: korean.headline },
        { role: 'kicker', value: '섬 교통' },
      ],
      descriptions: [{ role: 'summary', value: '하루 두 차례 운항한다.' }],
      bodies: [
        {
          contentType: 'text/html',
          value: expect.stringMatching(/^<p>.*<strong>월요일<\/strong>.*&lt;1번&gt;.*<\/p><ul><li>.*<\/ul>$/),
        },
        { contentType: 'text/plain', value: '여객선이 월요일부터 운항한다 <1번>.\n오전 배', wordCount: 6 },
      ],
    });
  });

  test('has its tags in the lists of their kinds, and its section among the subjects', () => {
    const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);
    const { people, organisations, places, subjects } = ninjs(korean);
    expect([people, organisations, places, subjects].map(names)).toEqual([
      ['선말례'],
      ['별바다해운'],
      ['울릉도'],
      ['society', '섬 교통'],
    ]);
  });

  test('has its picture in each size it is offered in, with the point that no crop may lose', () => {
    const [picture] = ninjs(korean).associations ?? [];
    expect(picture).toMatchObject({ type: 'picture', copyrightNotice: '그림: 한강일보' });
    expect(picture?.renditions.map(({ width, height, poi }) => [width, height, poi]).at(-1)).toEqual([
      1200,
      800,
      { x: 600, y: 200 },
    ]);
    expect(ninjs(plain)).not.toHaveProperty('associations');
  });

  test('goes by its own uri, or by its address where that is no whole one', () => {
    expect([ninjs(articleExample).uri, ninjs(plain).uri]).toEqual([articleExample.uri, ORIGIN + plain.url]);
  });

  test('is valid against the schema of the IPTC', () => {
    const folder = process.env['IPTC_SCHEMAS'] ?? '';
    const path = ['3.2', '3.1'].map((each) => join(folder, `ninjs-schema_${each}.json`)).find(existsSync);
    if (folder === '' || path === undefined) {
      process.stderr.write(
        `not run: ${articles.length} articles against the schema of ninjs; IPTC_SCHEMAS names no folder with it (github.com/iptc/newsinjson)\n`,
      );
      return;
    }
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    // Shapes of places on a map, which ours have not.
    ajv.addSchema({}, 'https://geojson.org/schema/GeoJSON.json');
    const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
    for (const [, article] of articles) {
      validate(ninjs(article));
      expect(validate.errors).toBeNull();
    }
    expect(validate({ ...ninjs(plain), urgency: 'high' })).toBe(false);
    expect(validate({ ...ninjs(plain), invented: 1 })).toBe(false);
  });
});
