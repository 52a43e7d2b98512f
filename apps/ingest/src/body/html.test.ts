import { describe, expect, test } from '@jest/globals';
import { plainText } from '#libs/contracts';
import { parseHtml } from './html.ts';

const p = (text: string, more: object = {}) => ({ type: 'p', spans: [{ text, ...more }] });
const blocks = (html: string) => parseHtml(html, 'ko').blocks;

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
      '<header>a</header><main>b<section>c</section></main><summary>d</summary>',
      [p('a'), p('b'), p('c'), p('d')],
    ],
    ['lines of preformatted text', '<pre>가  나\n  다</pre>', [p('가 나\n다')]],
    ['a quotation in a sentence', '<p>그는 <q>봄</q>이라고 했다.</p>', [p('그는 “봄”이라고 했다.')]],
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

describe('a quote', () => {
  test.each([
    ['by an element beside it', '<blockquote><p>봄.</p><cite>서하람</cite></blockquote>', '서하람'],
    [
      'by a footer, with a dash',
      '<blockquote>봄.<footer>— <cite>서하람</cite></footer></blockquote>',
      '서하람',
    ],
  ])('names who said it %s', (_, html, cite) => {
    expect(blocks(html)).toEqual([{ type: 'quote', spans: [{ text: '봄.' }], cite }]);
  });

  test('has the titles of works in it as they are', () => {
    expect(blocks('<blockquote><p><cite>봄</cite>을 읽다.</p></blockquote>')).toEqual([
      { type: 'quote', spans: [{ text: '봄', em: true }, { text: '을 읽다.' }] },
    ]);
  });
});

describe('readings above words', () => {
  test.each<[string, string, object[]]>([
    [
      'a word',
      '<ruby>漢字<rp>(</rp><rt>한자</rt><rp>)</rp></ruby>를',
      [{ text: '漢字', ruby: '한자' }, { text: '를' }],
    ],
    [
      'each its own',
      '<ruby>漢<rt>한</rt>漢<rt>한</rt></ruby>',
      [
        { text: '漢', ruby: '한' },
        { text: '漢', ruby: '한' },
      ],
    ],
    ['with a mark', '<b><ruby>漢<rt>한</ruby></b>', [{ text: '漢', strong: true, ruby: '한' }]],
    ['of no word', '<ruby><rt>한</rt></ruby>', [{ text: '한' }]],
    [
      'that are no readings',
      `<ruby>漢<rt>${'가'.repeat(201)}</rt></ruby>`,
      [{ text: `漢(${'가'.repeat(201)})` }],
    ],
  ])('%s', (_, html, run) => {
    expect(blocks(`<p>${html}</p>`)).toEqual([{ type: 'p', spans: run }]);
  });
});

describe('the language of words is kept where it is not that of the article', () => {
  test.each<[string, string, object[]]>([
    [
      'of a phrase',
      '<p>가 <i lang="en">spring</i></p>',
      [{ text: '가 ' }, { text: 'spring', em: true, lang: 'en' }],
    ],
    ['of a paragraph', '<p lang="ja">春</p>', [{ text: '春', lang: 'ja' }]],
    ['of the country', '<p lang="ko-KR">봄</p>', [{ text: '봄' }]],
    [
      'inside another',
      '<p lang="en">a <i lang="ko">봄</i></p>',
      [
        { text: 'a ', lang: 'en' },
        { text: '봄', em: true },
      ],
    ],
  ])('%s', (_, html, run) => {
    expect(blocks(html)).toEqual([{ type: 'p', spans: run }]);
  });

  test('and one that is none is said', () => {
    expect(parseHtml('<p lang="a b">봄</p>', 'ko')).toMatchObject({
      blocks: [p('봄')],
      warnings: [{ message: expect.stringContaining('BCP 47') }],
    });
  });
});
