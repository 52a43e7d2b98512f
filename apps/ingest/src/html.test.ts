import { describe, expect, test } from '@jest/globals';
import { plainText } from '#libs/contracts';
import { parseHtml } from './html.ts';

const p = (text: string, more: object = {}) => ({ type: 'p', spans: [{ text, ...more }] });
const blocks = (html: string) => parseHtml(html).blocks;

describe('HTML becomes blocks', () => {
  test.each<[string, string, object[]]>([
    ['nothing', '', []],
    ['white space', ' \n\t&nbsp; ', []],
    ['bare text', '울릉도 여객선', [p('울릉도 여객선')]],
    ['paragraphs', '<p>One.</p>\n<p>둘.</p>', [p('One.'), p('둘.')]],
    ['paragraphs that are not closed', '<p>One.<p>둘.', [p('One.'), p('둘.')]],
    [
      'headings',
      '<h1>a</h1><h2>b</h2><h3>c</h3><h6>d</h6>',
      [
        { type: 'h2', spans: [{ text: 'a' }] },
        { type: 'h2', spans: [{ text: 'b' }] },
        { type: 'h3', spans: [{ text: 'c' }] },
        { type: 'h3', spans: [{ text: 'd' }] },
      ],
    ],
    [
      'marks',
      '<p>a <b>b</b> <em>c</em><code>d</code><sup>e</sup><sub>f</sub></p>',
      [
        {
          type: 'p',
          spans: [
            { text: 'a ' },
            { text: 'b', strong: true },
            { text: ' ' },
            { text: 'c', em: true },
            { text: 'd', code: true },
            { text: 'e', sup: true },
            { text: 'f', sub: true },
          ],
        },
      ],
    ],
    [
      'a mark inside a word with its particle',
      '<p><b>한국</b>은 <i>봄</i>이다</p>',
      [
        {
          type: 'p',
          spans: [
            { text: '한국', strong: true },
            { text: '은 ' },
            { text: '봄', em: true },
            { text: '이다' },
          ],
        },
      ],
    ],
    [
      'marks that cross',
      '<b>a<i>b</b>c</i>',
      [
        {
          type: 'p',
          spans: [{ text: 'a', strong: true }, { text: 'b', strong: true, em: true }, { text: 'c' }],
        },
      ],
    ],
    [
      'the same mark twice',
      '<b>a<strong>b</strong>c</b>d',
      [{ type: 'p', spans: [{ text: 'abc', strong: true }, { text: 'd' }] }],
    ],
    [
      'a link over two paragraphs',
      '<a href="/ko"><p>가</p><p>나</p></a><p>다</p>',
      [p('가', { href: '/ko' }), p('나', { href: '/ko' }), p('다')],
    ],
    [
      'a link to a mail address',
      '<a href=" mailto:desk@example.org ">글</a>',
      [p('글', { href: 'mailto:desk@example.org' })],
    ],
    [
      'a list',
      '<ol><li>하나</li><li>two <b>2</b></li></ol>',
      [
        {
          type: 'list',
          ordered: true,
          items: [[{ text: '하나' }], [{ text: 'two ' }, { text: '2', strong: true }]],
        },
      ],
    ],
    [
      'a list in a list, in order',
      '<ul><li>a<ol><li>b<ul><li>c</ul></ol></li><li>d</li></ul><p>e</p>',
      [{ type: 'list', ordered: false, items: ['a', 'b', 'c', 'd'].map((text) => [{ text }]) }, p('e')],
    ],
    ['an empty list', '<ul><li> </li></ul><p>a</p>', [p('a')]],
    [
      'a quote with paragraphs',
      '<blockquote><p>가.</p><p>나.</p></blockquote><p>다.</p>',
      [{ type: 'quote', spans: [{ text: '가.' }] }, { type: 'quote', spans: [{ text: '나.' }] }, p('다.')],
    ],
    [
      'a quote in a quote',
      '<blockquote>a<blockquote>b</blockquote>c</blockquote>d',
      [
        { type: 'quote', spans: [{ text: 'a' }] },
        { type: 'quote', spans: [{ text: 'b' }] },
        { type: 'quote', spans: [{ text: 'c' }] },
        p('d'),
      ],
    ],
    ['line breaks', '<p>서울\n  시<br>중구 <br/> 을지로</p><br>', [p('서울 시\n중구\n을지로')]],
    ['a rule', 'a<hr>b', [p('a'), { type: 'rule' }, p('b')]],
    [
      'words of containers, kept apart',
      '<header>a</header><main>b<section>c</section></main><dl><dt>d<dd>e</dl>',
      [p('a'), p('b'), p('c'), p('d'), p('e')],
    ],
    [
      'words of a table, kept apart',
      '<table><tr><th>이름</th><td>나이</td></tr></table>',
      [p('이름'), p('나이')],
    ],
  ])('%s', (_, html, expected) => {
    expect(blocks(html)).toEqual(expected);
  });

  test.each([
    ['named', '&lt;b&gt; &amp;amp; &quot;&copy;&hellip;', '<b> &amp; "©…'],
    ['numbered', '&#54620;&#xAE00; &#x1F6A2;', '한글 🚢'],
    ['that name no character', '&#xD800;&#0;&#x110000;', '\uFFFD\uFFFD\uFFFD'],
    ['that are none', 'R&D & AT&T &nosuch;', 'R&D & AT&T &nosuch;'],
    ['that look like a tag', 'a < b and c > d', 'a < b and c > d'],
  ])('entities %s are read once', (_, html, text) => {
    expect(blocks(`<p>${html}</p>`)).toEqual([p(text)]);
  });

  test.each([
    ['between paragraphs', '<p>a</p>\n\n  <p>b</p>', ['a', 'b']],
    ['around marks', '<p> <b> a </b> <i> </i> </p>', ['a']],
    ['of Korean typography', '<p>\u3000가\u3000나&nbsp;다\u2003</p>', ['가 나 다']],
    ['alone in a marked paragraph', '<p> <b>&nbsp;</b> <i> </i></p>', []],
    ['in a row of breaks', 'a<br><br> <br><br>b', ['a\n\nb']],
  ])('white space %s is not news', (_, html, lines) => {
    expect(blocks(html).map((block) => plainText([block]))).toEqual(lines);
  });

  test.each([
    ['as jamo', '한글'.normalize('NFD'), '한글'],
    ['as a letter and an entity', 'caf&#101;&#x301; e<u>&#x301;</u>', 'café é'],
    ['with control characters', 'a\u0000\u0001\u007F\u0085b', 'a b'],
  ])('text %s is kept in NFC, printable', (_, html, text) => {
    expect(blocks(`<p>${html}</p>`)).toEqual([p(text)]);
  });
});

describe('a picture', () => {
  const href = 'https://example.org/1.jpg';
  const image = (more: object = {}) => ({ type: 'image', media: { href, ...more } });

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
      'beside another',
      `<figure><img src="${href}"><img src="${href}?2"></figure>`,
      [image(), image({ href: `${href}?2` })],
    ],
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
    '//example.org/a.jpg',
    '/a.jpg',
    'https://',
    '',
    'x y',
  ])('at %j is left out, and said', (src) => {
    expect(parseHtml(`<p>a<img src="${src}"></p>`)).toMatchObject({
      blocks: [p('a')],
      warnings: [{ pointer: '/data/body', code: 'dropped_element', message: expect.stringMatching(/^img/) }],
    });
  });
});
