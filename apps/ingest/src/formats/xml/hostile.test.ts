import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { atom } from '../feed/atom.ts';
import { rss } from '../feed/rss.ts';
import { newsml } from '../newsml/newsml.ts';
import { nitf } from '../nitf/nitf.ts';
import { Unreadable, type WireItem } from '../wire.ts';

const type = { type: 'application/xml' };
const adapters = [nitf, newsml, rss, atom];
const names =
  'nitf head body body.head body.content docdata hedline hl1 byline byttl person media media-reference media-caption dateline location newsMessage itemSet newsItem packageItem itemRef itemMeta contentMeta contentSet inlineXML inlineData remoteContent partMeta assert subject name headline by located link pubStatus embargoed rss channel item title description content:encoded media:group media:content media:credit enclosure guid pubDate author category feed entry id content summary updated at:deleted-entry NewsML NewsItem NewsComponent ContentItem DataContent p div figure img'.split(
    ' ',
  );
const values = [
  '',
  'x',
  '울릉',
  'https://img.hanbit.example/a.jpg',
  'image/jpeg',
  'stat:usable',
  '20260102',
  '12',
  '-1',
  ':',
  'canceled',
];
const keys =
  'qcode uri role href contenttype width height type url source id-string norm ed-urg key guid version residref rel xml:lang tag'.split(
    ' ',
  );

/** Documents of the words of all formats, in any order. */
const documents = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .record({
      name: fc.constantFrom(...names),
      attributes: fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...values)), {
        selector: ([key]) => key,
        maxLength: 4,
      }),
      inside: fc.array(
        fc.oneof(
          { maxDepth: 6 },
          fc.constantFrom('', '가 나', '&amp;', '&nbsp;', '<![CDATA[<b>]]>'),
          tie('element'),
        ),
        { maxLength: 5 },
      ),
    })
    .map(
      ({ name, attributes, inside }) =>
        `<${name}${attributes.map(([key, value]) => ` ${key}="${value}"`).join('')}>${inside.join('')}</${name}>`,
    ),
})).element;

/** What an adapter makes of it, or that it refuses it in words. */
function tried(read: () => WireItem[]): WireItem[] {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(Unreadable);
    return [];
  }
}

describe('an adapter', () => {
  test('reads any XML or refuses it in words, and says nothing that is no JSON', () => {
    const roots = ['nitf', 'newsItem', 'newsMessage', 'rss', 'feed', 'NewsML'];
    fc.assert(
      fc.property(fc.constantFrom(...roots), fc.array(documents, { maxLength: 4 }), (root, inside) => {
        const bytes = Buffer.from(`<${root}>${inside.join('')}</${root}>`);
        for (const adapter of adapters) {
          const items = tried(() => adapter.read(bytes, type));
          expect(JSON.parse(JSON.stringify(items))).toEqual(items);
          for (const { pointer, notes } of items)
            expect(
              [pointer, ...notes.map((each) => each.pointer)].filter((each) => !/^(\/|$)/.test(each)),
            ).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('reads any bytes or refuses them in words', () => {
    const charset = fc.constantFrom('utf-8', 'euc-kr', 'utf-16', 'iso-8859-1', 'utf-7', 'x');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), charset, (bytes, name) => {
        for (const adapter of adapters)
          tried(() => adapter.read(Buffer.from(bytes), { ...type, charset: name }));
      }),
      { numRuns: 40 },
    );
  });
});

/** As much of it as fits below the limits, so that it is read to its end: each would take minutes if one thing were looked for in all others. */
describe('a document of very many of one thing is read once', () => {
  const many = 8_000;
  const newsItem = (inside: string) => `<newsItem guid="a">${inside}</newsItem>`;
  test.each<[string, (typeof adapters)[number], string]>([
    ['items', rss, `<rss><channel>${'<item/>'.repeat(many)}</channel></rss>`],
    ['entries', atom, `<feed>${'<entry/>'.repeat(many)}</feed>`],
    [
      'pictures of an item',
      rss,
      `<rss><channel><item><media:group>${'<media:content url="https://a.example/a.jpg"/>'.repeat(many)}</media:group></item></channel></rss>`,
    ],
    ['texts', newsml, `<newsMessage>${newsItem('').repeat(many)}</newsMessage>`],
    [
      'subjects and asserts',
      newsml,
      newsItem(
        `<contentMeta>${'<subject qcode="a:b"/>'.repeat(many)}</contentMeta>${'<assert qcode="a:c"/>'.repeat(many)}`,
      ),
    ],
    [
      'links',
      newsml,
      `<newsMessage>${newsItem('').repeat(many / 4)}${newsItem(`<itemMeta>${'<link residref="a"/>'.repeat(many)}</itemMeta>`)}</newsMessage>`,
    ],
    [
      'packages',
      newsml,
      `<newsMessage>${newsItem('')}${'<packageItem><itemRef residref="a"/></packageItem>'.repeat(many)}</newsMessage>`,
    ],
    [
      'renditions',
      newsml,
      newsItem(
        `<contentSet>${'<remoteContent href="x" contenttype="video/mp4"/>'.repeat(many)}</contentSet>`,
      ),
    ],
    ['media', nitf, `<nitf><body><body.content>${'<media/>'.repeat(many)}</body.content></body></nitf>`],
    [
      'authors',
      nitf,
      `<nitf><body><body.head>${'<byline>a@</byline>'.repeat(many)}</body.head></body></nitf>`,
    ],
    [
      'letters of a name',
      nitf,
      `<nitf><body><body.head><byline>${'@'.repeat(many * 10)}</byline></body.head></body></nitf>`,
    ],
    [
      'signs in a title',
      rss,
      `<rss><channel><item><title>${'&lt;script'.repeat(many)}</title></item></channel></rss>`,
    ],
    [
      'elements nobody knows',
      nitf,
      `<nitf><body><body.content>${Array.from({ length: many }, (_, i) => `<x${i}/>`).join('')}</body.content></body></nitf>`,
    ],
  ])('%s', (_, adapter, text) => {
    const items = adapter.read(Buffer.from(text), type);
    const most = Math.max(...items.map(({ notes }) => notes.length));
    expect(most).toBeLessThanOrEqual(110);
  });
});
