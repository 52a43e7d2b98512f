import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Block } from '#libs/contracts';
import { fits, parseHtml } from './html.ts';

const p = (text: string, more: object = {}) => ({ type: 'p', spans: [{ text, ...more }] });
const blocks = (html: string) => parseHtml(html, 'ko').blocks;
const left = (html: string) =>
  parseHtml(html, 'ko').warnings.map(({ message }) => message.replace(/ can't.*?out/, ''));

describe('nothing that could be code survives', () => {
  test.each<[string, string, object[], string[]]>([
    ['a script', '<p>a</p><script>alert("<p>b</p>")</script><p>c</p>', [p('a'), p('c')], ['script']],
    ['a script in other letters', 'a<ScRiPt/x>b</sCrIpT >c', [p('ac')], ['script']],
    ['a script that is not closed', 'a<script>b<p>c', [p('a')], ['script']],
    [
      'a style, a frame and an object',
      '<style>p{}</style><iframe src="/x">a</iframe><object>b</object>c',
      [p('c')],
      ['style', 'iframe', 'object'],
    ],
    [
      'a drawing with a script',
      '<svg onload=alert(1)><script>a</script><p>b</p></svg>c',
      [p('c')],
      ['svg', 'script'],
    ],
    [
      'a form',
      '<form action="/x">a<input value="b"><button>c</button></form>d',
      [p('d')],
      ['form', 'input', 'button'],
    ],
    [
      'handlers and styles',
      '<p onclick="alert(1)" style="position:fixed" class="x" id="y">a</p>',
      [p('a')],
      [],
    ],
    ['a comment, also one with a tag', 'a<!-- <script> --><!-->b-->c', [p('ab-->c')], []],
    [
      'a base address',
      '<base href="https://evil.example/"><a href="/ko">a</a>',
      [p('a', { href: '/ko' })],
      ['base'],
    ],
  ])('%s', (_, html, expected, names) => {
    expect(blocks(html)).toEqual(expected);
    expect(left(html)).toEqual(names);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' jav\tascript:alert(1)',
    '&#106;avascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/x',
    '\u0000javascript:alert(1)',
  ])('a link to %j keeps its words and loses its address', (href) => {
    expect(blocks(`<a href="${href}">기사</a>`)).toEqual([p('기사')]);
    expect(left(`<a href="${href}">기사</a>`)).toEqual(['a link that is neither http(s), mailto nor a path']);
  });

  test('each thing left out is told once, with its count', () => {
    expect(left('<video></video>'.repeat(3))).toEqual(['video (3 times)']);
    expect(left('<marquee>속보</marquee>')).toEqual(['marquee']);
    expect(left(Array.from({ length: 60 }, (_, n) => `<x${n}></x${n}>`).join(''))).toHaveLength(51);
  });
});

test('whatever the text, the blocks fit the contract, in NFC and without control characters', () => {
  const tags = [
    'p',
    'b',
    'i',
    'a href="/x"',
    'a href="javascript:x"',
    'ul',
    'li',
    'ol',
    'blockquote',
    'h2',
    'br',
    'hr',
    'div',
    'td',
    'figure',
    'figcaption',
    'img src="https://a.example/b"',
    'script',
    'svg',
    'title',
    'form',
    'table',
    'tr',
    'td colspan=3 rowspan=2',
    'th lang=en',
    'caption',
    'ruby',
    'rt',
    'aside',
    'dl',
    'dt',
    'cite',
    'small',
    'iframe src="https://a.example/b"',
    'p lang=ja',
    'constructor',
    '__proto__',
  ];
  const tag = fc.constantFrom(...tags);
  const piece = fc.oneof(
    tag.map((name) => `<${name}>`),
    tag.map((name) => `</${name.split(' ')[0]}>`),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom('한글'.normalize('NFD'), ' ', '\n', '&lt;', '&#x301;', '<!--', '-->', '🚢', 'e'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { blocks: made, errors } = parseHtml(pieces.join(''), 'ko');
      expect(errors).toEqual([]);
      for (const block of made) expect(Block.parse(block)).toEqual(block);
      if (made.every(({ type }) => type === 'p')) expect(fits(made)).toBe(true);
      const texts: string[] = [];
      JSON.stringify(made, (_, value) => {
        if (typeof value === 'string') texts.push(value);
        return value;
      });
      expect(texts.join('\n')).not.toMatch(/[^\P{Cc}\n]|^javascript:x$/mu);
      expect(texts.filter((text) => !text.isWellFormed() || text !== text.normalize('NFC'))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

describe('a megabyte of garbage is read in time', () => {
  const MB = 1_000_000;
  const fill = (piece: string) => piece.repeat(Math.floor(MB / Buffer.byteLength(piece)));

  test.each([
    ['marks never closed', fill('<b>x')],
    ['containers never closed', fill('<div>')],
    ['lists in lists', fill('<ul><li>x')],
    ['end tags of what was never opened', `${'<div>'.repeat(999)}${'</i>'.repeat(200_000)}`],
    ['a list of many items in a list', `<ul><ul>${'<li>x'.repeat(190_000)}`],
    ['spaces in as many elements', `x${fill('<u> </u>')}x`],
    ['breaks', fill('<br> ')],
    ['links in links', fill('<a href="/x">x')],
    ['open brackets', fill('<')],
    ['open quotes', fill('<p title="')],
    ['open comments', fill('<!--')],
    ['ampersands', fill('&#x')],
    ['one attribute after another', `<p ${fill('a=1 ')}>x`],
    ['scripts', fill('<script>')],
    ['drawings', fill('<svg><p>x</svg>')],
    ['marks on a letter, out of order', `e${fill('\u0301\u0323')}`],
    ['the same as entities', `e${fill('&#x301;&#x323;')}`],
    ['the same in a caption', `<figcaption>e${fill('\u0301\u0323')}`],
    ['jamo', fill('\u1112\u1161\u11AB')],
    ['a wide table', `<table><tr>${fill('<td>x')}`],
    [
      'cells of a billion columns and rows',
      `<table>${fill('<tr><td colspan=1000000000 rowspan=1000000000>x<td>y')}`,
    ],
    ['one cell over all rows', `<table><tr><td colspan=49 rowspan=65534>x<td>y${fill('<tr><td>x')}`],
    ['elements that stray into a row', `<table><tr><td>x</td><td>y</td>${fill('<u></u>')}`],
    ['many marks in a cell', `<table><tr><td>x<td>${fill('<b>x</b>y')}`],
    ['readings in readings', `${'<ruby>漢<rt>'.repeat(490)}${fill('x ')}`],
    ['figures in figures', `${'<figure><figcaption>'.repeat(490)}${fill('<img src=http://a.example>')}`],
    ['quotes said by quotes', `${'<blockquote><cite>'.repeat(490)}${fill('x ')}`],
    ['posts in posts', `${'<blockquote class=twitter-tweet>'.repeat(990)}${fill('<a>x</a>')}`],
    [
      'everything in everything',
      `${'<ruby><rt><blockquote><cite><figure><figcaption><table><tr><td>a<td><aside><dl><dt>'.repeat(80)}${fill('x ')}`,
    ],
    ['sources', `<img srcset="${fill('a ')}">`],
  ])('%s', (_, html) => {
    const started = process.cpuUsage();
    parseHtml(html, 'ko');
    // Several times what the slowest takes on two busy cores; the bombs took from 3 s to 6 min each.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(3_000);
  });

  test.each([999, 1_000, 1_001, 10_000, 100_000])(
    '%d elements deep: read or refused, never a full stack',
    (depth) => {
      const { blocks: made, errors } = parseHtml(
        `${'<div>'.repeat(depth)}깊은 곳${'</div>'.repeat(depth)}`,
        'ko',
      );
      if (depth <= 1_000) expect(made).toEqual([p('깊은 곳')]);
      else
        expect({ made, errors }).toMatchObject({
          made: [],
          errors: [{ pointer: '/data/body', code: 'too_deep' }],
        });
    },
  );
});
