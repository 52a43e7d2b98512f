import { describe, expect, test } from '@jest/globals';
import { parseHtml } from './html.ts';

const p = (text: string) => ({ type: 'p', spans: [{ text }] });
const blocks = (html: string) => parseHtml(html, 'ko').blocks;
const href = 'https://example.org/1.jpg';
const image = (more: object = {}) => ({ type: 'image', media: { href, ...more } });

describe('a picture', () => {
  test.each<[string, string, object[]]>([
    [
      'with its words',
      `<figure><img src="${href}" alt="배"><figcaption>여객선 <b>‘바다호’</b>.</figcaption></figure>`,
      [image({ alt: '배', caption: '여객선 ‘바다호’.' })],
    ],
    [
      'with the caption first',
      `<figure><figcaption>a</figcaption><img src="${href}"></figure><p>b</p>`,
      [image({ caption: 'a' }), p('b')],
    ],
    [
      'with a caption of paragraphs',
      `<figure><img src="${href}"><figcaption><p>a</p><p>b</p></figcaption></figure>`,
      [image({ caption: 'a b' })],
    ],
    ['in a paragraph', `<p>a <img src="${href}"> b</p>`, [p('a'), image(), p('b')]],
    ['before a rule', `<img src="${href}"><hr>`, [image(), { type: 'rule' }]],
    ['at the end', `<p>a</p><img src="${href}">`, [p('a'), image()]],
    [
      'that can not be shown: its caption stays',
      '<figure><video>x</video><figcaption>말</figcaption></figure><p>b</p>',
      [p('말'), p('b')],
    ],
    [
      'that is missing: no words after its caption are lost',
      '<figcaption>a</figcaption><p>b</p><p>c</p>',
      [p('a'), p('b'), p('c')],
    ],
    ['whose caption is not closed', `<figure><img src="${href}"><figcaption>a`, [image({ caption: 'a' })]],
  ])('%s', (_, html, expected) => {
    expect(blocks(html)).toEqual(expected);
  });

  test.each([
    'data:image/png;base64,AA',
    'javascript:alert(1)',
    '/a.jpg',
    '///example.org/a.jpg',
    'https://example.org/&#1;',
    'https://',
    '',
    'x y',
  ])('at %j is left out, and said', (src) => {
    expect(parseHtml(`<p>a<img src="${src}"></p>`, 'ko')).toMatchObject({
      blocks: [p('a')],
      warnings: [{ pointer: '/data/body', code: 'dropped_element', message: expect.stringMatching(/^img/) }],
    });
  });
});

describe('of the sources of a picture the one with most pixels is taken', () => {
  test.each([
    [
      'a set',
      '<img src="https://a.example/s.jpg" srcset="https://a.example/m.jpg 640w, https://a.example/l.jpg 1280w">',
      'l.jpg',
    ],
    [
      'densities without spaces',
      '<img srcset="https://a.example/s.jpg 1x,https://a.example/l.jpg 2x">',
      'l.jpg',
    ],
    [
      'other formats',
      '<picture><source srcset="https://a.example/l.avif 1600w" type="image/avif"><img src="https://a.example/s.jpg"></picture>',
      'l.avif',
    ],
    [
      'a source without a size',
      '<picture><source srcset="https://a.example/x.webp"><img src="https://a.example/s.jpg"></picture>',
      's.jpg',
    ],
    [
      'one that comes late',
      '<img src="data:image/gif;base64,AA" data-src="https://a.example/s.jpg">',
      's.jpg',
    ],
    [
      'addresses with commas',
      '<img srcset="https://a.example/w_1,h_2/s.jpg 1x, https://a.example/w_3,h_4/l.jpg 2x">',
      'w_3,h_4/l.jpg',
    ],
    ['one that leaves the scheme to the page', '<img src="//a.example/s.jpg">', 's.jpg'],
  ])('%s', (_, html, name) => {
    expect(blocks(html)).toEqual([{ type: 'image', media: { href: `https://a.example/${name}` } }]);
  });

  test('one that counts readers is left out', () => {
    const { blocks: made, warnings } = parseHtml(`<img src="${href}" width="1" height="1px">`, 'ko');
    expect([made, warnings[0]?.message]).toEqual([[], expect.stringContaining('one pixel')]);
  });
});

describe('a figure', () => {
  const gallery = (images: object[], more: object = {}) => ({
    type: 'gallery',
    images: images.map((each) => ({ href, ...each })),
    ...more,
  });
  const img = `<img src="${href}">`;
  const caption = (words: string) => `<figcaption>${words}</figcaption>`;

  test.each<[string, string, object[]]>([
    [
      'tells whose the picture is, by a small print',
      `<figure>${img}${caption('밤의 항구. <small>사진 서하람</small>')}</figure>`,
      [image({ caption: '밤의 항구.', credit: '사진 서하람' })],
    ],
    [
      'tells it by a class',
      `<figure>${img}${caption('항구')}<p class="photo-credit">한강일보</p></figure>`,
      [image({ caption: '항구', credit: '한강일보' })],
    ],
    [
      'of several pictures is a gallery, with a caption of its own',
      `<figure><figure>${img}${caption('하나')}</figure><figure>${img}</figure>${caption('항구의 밤')}</figure>`,
      [gallery([{ caption: '하나' }, {}], { caption: '항구의 밤' })],
    ],
    [
      'beside figures only, in a div, is of a gallery',
      `<div><figure>${img}</figure> <figure>${img}${caption('둘')}</figure></div>`,
      [gallery([{}, { caption: '둘' }])],
    ],
    [
      'in a list of nothing else is of a gallery',
      `<ul><li><figure>${img}</figure></li><li><figure>${img}</figure></li></ul>`,
      [gallery([{}, {}])],
    ],
    [
      'of more than fifty pictures is several galleries',
      `<figure>${img.repeat(51)}</figure>`,
      [gallery(Array.from({ length: 50 }, () => ({}))), gallery([{}])],
    ],
    [
      'of a table is its caption',
      `<figure><table><tr><td>가<td>1</table>${caption('표 1')}</figure>`,
      [{ type: 'table', caption: '표 1', rows: [[{ spans: [{ text: '가' }] }, { spans: [{ text: '1' }] }]] }],
    ],
    [
      'of a quote names who said it',
      `<figure><blockquote><p>봄이다.</p></blockquote>${caption('서하람')}</figure>`,
      [{ type: 'quote', spans: [{ text: '봄이다.' }], cite: '서하람' }],
    ],
    [
      'of what another site keeps is an embed',
      '<figure class="media"><oembed url="https://youtu.be/abc"></oembed></figure>',
      [{ type: 'embed', provider: 'YouTube', href: 'https://youtu.be/abc' }],
    ],
    [
      'of nothing but an address is an embed',
      `<figure><div>\nhttps://wave.example/1\n</div>${caption('소리')}</figure>`,
      [{ type: 'embed', provider: 'wave.example', href: 'https://wave.example/1', title: '소리' }],
    ],
    [
      'with two captions loses the words of neither',
      `<figure><figure>${img}${caption('안')}</figure>${caption('밖')}</figure>`,
      [image({ caption: '안' }), p('밖')],
    ],
  ])('%s', (_, html, expected) => {
    expect(blocks(html)).toEqual(expected);
  });
});

describe('what another site keeps is a link that says whose it is', () => {
  const embed = (provider: string, address: string, title?: string) => [
    { type: 'embed', provider, href: address, ...(title ? { title } : {}) },
  ];

  test.each<[string, string, object[]]>([
    [
      'a frame',
      '<iframe src="//www.youtube.com/embed/abc" title="여객선"></iframe>',
      embed('YouTube', 'https://www.youtube.com/embed/abc', '여객선'),
    ],
    [
      'a host below a known one',
      '<iframe src="https://player.vimeo.com/1"></iframe>',
      embed('Vimeo', 'https://player.vimeo.com/1'),
    ],
    [
      'a host that only ends like one',
      '<iframe src="https://notvimeo.com/1"></iframe>',
      embed('notvimeo.com', 'https://notvimeo.com/1'),
    ],
    [
      'a film in a source',
      '<video><source src="https://www.example.org/a.mp4">말</video>',
      embed('example.org', 'https://www.example.org/a.mp4'),
    ],
    [
      'a sound',
      '<audio src="https://example.org/a.mp3"></audio>',
      embed('example.org', 'https://example.org/a.mp3'),
    ],
    [
      'a post',
      '<blockquote class="twitter-tweet" lang="ko"><p>배가 <a href="https://t.co/x">뜬다</a></p>— 서하람 <a href="https://twitter.com/a/status/1">3월 1일</a></blockquote>',
      embed('X', 'https://twitter.com/a/status/1', '배가 뜬다'),
    ],
  ])('%s', (_, html, expected) => {
    expect(blocks(html)).toEqual(expected);
  });

  test('a quotation of a network without an address is a quote', () => {
    expect(blocks('<blockquote class="twitter-tweet">봄.</blockquote>')).toEqual([
      { type: 'quote', spans: [{ text: '봄.' }] },
    ]);
  });
});
