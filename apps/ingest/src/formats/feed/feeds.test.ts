import { describe, expect, test } from '@jest/globals';
import { parseHtml } from '../../body/html.ts';
import { atom } from './atom.ts';
import { rss } from './rss.ts';

const SPACES =
  'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:atom="http://www.w3.org/2005/Atom"';
const type = { type: 'application/xml' };
const channel = (items: string) =>
  `<rss version="2.0" ${SPACES}><channel><title>한빛</title><language>ko</language><copyright>© 한빛</copyright>${items}</channel></rss>`;
const readRss = (inside: string) =>
  rss.read(Buffer.from(channel(`<item><guid>hanbit:1</guid><title>제목</title>${inside}</item>`)), type)[0];
const readAtom = (inside: string) =>
  atom.read(
    Buffer.from(
      `<feed xmlns="http://www.w3.org/2005/Atom" ${SPACES} xml:lang="ko"><title>한빛</title><author><name>한빛통신</name></author><rights>© 한빛</rights>${inside}</feed>`,
    ),
    type,
  );
const entry = (inside: string) =>
  readAtom(
    `<entry><id>hanbit:1</id><title>제목</title><updated>2026-01-02T03:04:05Z</updated>${inside}</entry>`,
  )[0];

describe('an item of RSS', () => {
  test('is an article with everything that has a place in it', () => {
    const inside = `<link>https://hanbit.example/1</link><atom:link rel="self" href="https://hanbit.example/1.xml"/>
      <dc:creator>서하람 기자</dc:creator><author>mina@hanbit.example (Mina Harlow)</author>
      <category>섬</category><category>교통</category><pubDate>Fri, 02 Jan 2026 03:04:05 +0900</pubDate><dcterms:modified>2026-01-02T05:00:00Z</dcterms:modified>
      <description>&lt;p&gt;요약 &amp;amp; 더&lt;/p&gt;</description>
      <content:encoded><![CDATA[<p>본문 <b>굵게</b></p><img src="https://img.hanbit.example/b.jpg" alt="b">]]></content:encoded>
      <media:group><media:content url="https://img.hanbit.example/a-300.jpg" width="300" height="200" type="image/jpeg"/><media:content url="https://img.hanbit.example/a-1600.jpg" width="1600" height="1000" type="image/jpeg"/>
      <media:title>부두</media:title><media:description>저동항</media:description><media:credit>그림: 서하람</media:credit></media:group>
      <media:thumbnail url="https://img.hanbit.example/t.jpg"/>`;
    expect(readRss(inside)).toEqual({
      type: 'article.published',
      pointer: '/rss/channel/item',
      versionCreated: '2026-01-02T05:00:00Z',
      data: {
        uri: 'hanbit:1',
        language: 'ko',
        headline: '제목',
        standfirst: '요약 & 더',
        by: [{ name: '서하람', role: '기자' }, { name: 'Mina Harlow' }],
        tags: [{ name: '섬' }, { name: '교통' }],
        contentCreated: '2026-01-02T03:04:05+09:00',
        copyrightNotice: '© 한빛',
        lead: {
          href: 'https://img.hanbit.example/a-1600.jpg',
          alt: '부두',
          caption: '저동항',
          credit: '그림: 서하람',
          width: 1_600,
          height: 1_000,
        },
        body: '<p>본문 <b>굵게</b></p><img src="https://img.hanbit.example/b.jpg" alt="b">',
      },
      notes: [{ pointer: '/rss/channel/item/atom:link', code: 'dropped', message: expect.any(String) }],
    });
  });

  test.each([
    ['text', '<description>가 &amp; 나 &lt; 다</description>', '<p>가 &amp; 나 &lt; 다</p>'],
    ['HTML', '<description>&lt;p&gt;가&lt;/p&gt;</description>', '<p>가</p>'],
    [
      'HTML that nobody made text of',
      '<description><p>가 <b>나</b></p></description>',
      '<p>가 <b>나</b></p>',
    ],
    ['CDATA', '<description><![CDATA[<p>가</p>]]></description>', '<p>가</p>'],
  ])('without content has its description for a body, as %s', (_, inside, body) => {
    expect(readRss(inside)?.data).toMatchObject({ body });
    expect(readRss(inside)?.data).not.toHaveProperty('standfirst');
  });

  test.each([
    [
      'an enclosure',
      '<enclosure url="https://img.hanbit.example/a.jpg" type="image/jpeg" length="1000"/>',
      'a.jpg',
    ],
    [
      'no enclosure that is a sound',
      '<enclosure url="https://img.hanbit.example/a.mp3" type="audio/mpeg" length="1000"/>',
      undefined,
    ],
    ['a thumbnail', '<media:thumbnail url="https://img.hanbit.example/t.jpg" width="120"/>', 't.jpg'],
    ['no picture without an address', '<media:content url="/a.jpg" type="image/jpeg"/>', undefined],
  ])('has for its picture %s', (_, inside, file) => {
    expect(readRss(inside)?.data.lead?.href).toBe(file && `https://img.hanbit.example/${file}`);
  });

  test('shows further pictures after the text', () => {
    const media = (file: string) =>
      `<media:content url="https://img.hanbit.example/${file}" type="image/jpeg"><media:description>말 ${file}</media:description></media:content>`;
    const found = readRss(
      `<content:encoded>&lt;p&gt;가&lt;/p&gt;</content:encoded>${media('a.jpg')}${media('b.jpg')}`,
    );
    expect(found?.data.lead).toMatchObject({ href: 'https://img.hanbit.example/a.jpg', caption: '말 a.jpg' });
    expect(parseHtml(String(found?.data.body), 'ko').blocks).toMatchObject([
      { type: 'p' },
      { type: 'image', media: { href: 'https://img.hanbit.example/b.jpg', caption: '말 b.jpg' } },
    ]);
  });

  test('without a guid goes by its link, and by no link that a uri has no letters for', () => {
    const given = (link: string) =>
      rss.read(Buffer.from(channel(`<item><title>a</title><link>${link}</link></item>`)), type)[0];
    expect(given('https://hanbit.example/1')).toMatchObject({
      data: { uri: 'https://hanbit.example/1' },
      notes: [],
    });
    expect(given('https://hanbit.example/?id=1')).toMatchObject({
      data: { uri: expect.stringMatching(/^https:\/\/hanbit\.example\/-id-1~/) },
      notes: [{ code: 'guessed', pointer: '/rss/channel/item/link' }],
    });
  });

  test('of RSS 1.0 and 0.91, and with prefixes that are not bound, is read alike', () => {
    const rdf = `<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" ${SPACES}><channel><title>x</title><dc:language>ko</dc:language></channel><item rdf:about="hanbit:1"><title>제목</title><description>가</description><dc:date>2026-01-02T03:04:05Z</dc:date></item></rdf:RDF>`;
    const old =
      '<rss version="0.91"><channel><language>ko</language><item><guid>hanbit:1</guid><title>제목</title><description>가</description><dc:date>2026-01-02T03:04:05Z</dc:date></item></channel></rss>';
    const [first, second] = [rdf, old].map((text) => rss.read(Buffer.from(text), type)[0]);
    expect(first?.data).toEqual({
      uri: 'hanbit:1',
      language: 'ko',
      headline: '제목',
      body: '<p>가</p>',
      contentCreated: '2026-01-02T03:04:05Z',
    });
    expect(second?.data).toEqual(first?.data);
    expect(second?.notes).toMatchObject([{ code: 'off_schema' }]);
  });
});

describe('an entry of Atom', () => {
  test('is an article with everything that has a place in it', () => {
    const inside = `<published>2026-01-01T00:00:00Z</published><author><name>서하람</name></author><contributor><name>Mina Harlow</name></contributor>
      <category term="sea" label="바다"/><category term="섬"/><link rel="alternate" href="https://hanbit.example/1"/><link rel="related" href="hanbit:0"/>
      <link rel="enclosure" type="image/jpeg" href="https://img.hanbit.example/a.jpg"/>
      <summary type="html">&lt;b&gt;요약&lt;/b&gt;</summary><content type="html">&lt;p&gt;본문&lt;/p&gt;</content>`;
    expect(entry(inside)).toEqual({
      type: 'article.published',
      pointer: '/feed/entry',
      versionCreated: '2026-01-02T03:04:05Z',
      data: {
        uri: 'hanbit:1',
        language: 'ko',
        headline: '제목',
        standfirst: '요약',
        by: [{ name: '서하람' }, { name: 'Mina Harlow' }],
        tags: [{ name: '바다' }, { name: '섬' }],
        contentCreated: '2026-01-01T00:00:00Z',
        copyrightNotice: '© 한빛',
        related: ['hanbit:0'],
        lead: { href: 'https://img.hanbit.example/a.jpg', alt: '제목', credit: '서하람, Mina Harlow' },
        body: '<p>본문</p>',
      },
      notes: [
        { pointer: '/feed/entry/link[3]', code: 'guessed', message: expect.any(String) },
        { pointer: '/feed/entry/link[3]', code: 'guessed', message: expect.any(String) },
      ],
    });
  });

  test.each([
    ['text', '<content>가 &lt;b&gt;</content>', '<p>가 &lt;b&gt;</p>'],
    ['HTML', '<content type="text/html">&lt;p&gt;가&lt;/p&gt;</content>', '<p>가</p>'],
    [
      'XHTML',
      '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>가</p></div></content>',
      '<p>가</p>',
    ],
    ['a summary', '<summary>가</summary>', '<p>가</p>'],
  ])('has its body as %s', (_, inside, body) => {
    expect(entry(inside)?.data).toMatchObject({ body });
  });

  test('without an author has that of the feed, and says where its text is kept elsewhere', () => {
    expect(entry('<content src="https://hanbit.example/1" type="text/html"/>')).toMatchObject({
      data: { by: [{ name: '한빛통신' }] },
      notes: [{ pointer: '/feed/entry/content', code: 'dropped' }],
    });
  });

  test('that is deleted is withdrawn', () => {
    const stone =
      '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="hanbit:1" when="2026-01-02T03:04:05Z"><at:comment>잘못된 소식</at:comment></at:deleted-entry>';
    expect(readAtom(stone)).toEqual([
      {
        type: 'article.withdrawn',
        pointer: '/feed/at:deleted-entry',
        versionCreated: '2026-01-02T03:04:05Z',
        data: { uri: 'hanbit:1', reason: '잘못된 소식' },
        notes: [],
      },
    ]);
  });
});

test('a feed without items is one, and gives none', () => {
  expect([rss.read(Buffer.from(channel('')), type), readAtom('')]).toEqual([[], []]);
});
