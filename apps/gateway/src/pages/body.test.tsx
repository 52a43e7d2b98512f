import { describe, expect, test } from '@jest/globals';
import { parseDocument } from 'htmlparser2';
import { renderToString } from 'preact-render-to-string';
import type { Block, Span } from '#libs/contracts';
import { Body } from './body.tsx';

const html = (...blocks: Block[]) => renderToString(<Body blocks={blocks} />);
const bare = (...blocks: Block[]) => html(...blocks).replaceAll(/<\/?span>/g, '');
const spans = (text: string, more: Partial<Span> = {}): Span[] => [{ text, ...more }];

describe('each kind of block has its element', () => {
  const media = { href: 'https://example.org/1.jpg', alt: '배', caption: '여객선', credit: '한강일보' };
  const every: Record<Block['type'], [Block, string]> = {
    p: [{ type: 'p', spans: spans('가') }, '<p>가</p>'],
    h2: [{ type: 'h2', spans: spans('가') }, '<h2>가</h2>'],
    h3: [{ type: 'h3', spans: spans('가') }, '<h3>가</h3>'],
    quote: [
      { type: 'quote', spans: spans('가'), cite: '나' },
      '<blockquote><p>가</p><footer><cite>나</cite></footer></blockquote>',
    ],
    list: [
      { type: 'list', ordered: true, items: [spans('가'), spans('나')] },
      '<ol><li>가</li><li>나</li></ol>',
    ],
    facts: [
      { type: 'facts', title: '가', items: [spans('나')] },
      '<aside class="facts"><h2>가</h2><ul><li>나</li></ul></aside>',
    ],
    table: [
      {
        type: 'table',
        caption: '표',
        rows: [[{ spans: spans('가'), header: true }, { spans: spans('나') }]],
      },
      '<section class="table" tabindex="0" aria-label="표"><table><caption>표</caption><tbody><tr><th scope="row">가</th><td>나</td></tr></tbody></table></section>',
    ],
    image: [
      { type: 'image', media },
      '<figure><figcaption>여객선 <span class="credit">한강일보</span></figcaption></figure>',
    ],
    gallery: [
      { type: 'gallery', images: [{ mediaId: 'm', alt: '배' }], caption: '항구' },
      '<figure class="gallery"><figure><figcaption>배 </figcaption></figure><figcaption>항구</figcaption></figure>',
    ],
    embed: [
      { type: 'embed', provider: 'Wave', href: 'https://wave.example/1', title: '영상' },
      '<p class="embed"><a href="https://wave.example/1" rel="nofollow noopener noreferrer"><span class="meta">Wave 영상</a></p>',
    ],
    rule: [{ type: 'rule' }, '<hr/>'],
  };

  test.each(Object.entries(every))('%s', (_, [block, expected]) => {
    expect(bare(block).replace(/<span class="meta">(.*?)$/, '<span class="meta">$1')).toBe(
      expected.replace('</span>', ''),
    );
  });

  test('an unordered list is one, and facts need no title', () => {
    expect(bare({ type: 'list', ordered: false, items: [spans('a')] })).toBe('<ul><li>a</li></ul>');
    expect(bare({ type: 'facts', items: [] })).toBe('<aside class="facts"><ul></ul></aside>');
  });
});

describe('a table', () => {
  const cell = (text: string, header?: true) => ({ spans: spans(text), ...(header ? { header } : {}) });

  test('says of its header cells whether they head a column or a row', () => {
    const rows = [
      [cell('이름', true), cell('수', true)],
      [cell('가', true), cell('1')],
    ];
    expect(bare({ type: 'table', rows })).toContain(
      '<thead><tr><th scope="col">이름</th><th scope="col">수</th></tr></thead><tbody><tr><th scope="row">가</th><td>1</td></tr></tbody>',
    );
  });

  test('has the last cell of a short row take what is left of it', () => {
    const rows = [[cell('합계')], [cell('가'), cell('1'), cell('2')]];
    expect(bare({ type: 'table', rows })).toContain('<tr><td colspan="3">합계</td></tr>');
  });

  test('of no rows is empty', () => {
    expect(bare({ type: 'table', rows: [] })).toContain('<tbody></tbody>');
  });
});

test('an embed without a title shows where it leads', () => {
  expect(bare({ type: 'embed', provider: 'Wave', href: 'https://www.wave.example/1/' })).toContain(
    ' wave.example/1<',
  );
});

describe('a run of text', () => {
  const p = (...run: Span[]) => bare({ type: 'p', spans: run });

  test.each<[string, Span, string]>([
    ['strong', { text: '가', strong: true }, '<p><strong>가</strong></p>'],
    ['em', { text: '가', em: true }, '<p><em>가</em></p>'],
    ['code', { text: 'a<b', code: true }, '<p><code>a&lt;b</code></p>'],
    ['sup', { text: '2', sup: true }, '<p><sup>2</sup></p>'],
    ['sub', { text: '2', sub: true }, '<p><sub>2</sub></p>'],
    ['ruby', { text: '漢字', ruby: '한자' }, '<p><ruby>漢字<rp>(</rp><rt>한자</rt><rp>)</rp></ruby></p>'],
    ['a link', { text: '가', href: '/ko?a=1&b=2' }, '<p><a href="/ko?a=1&amp;b=2">가</a></p>'],
    [
      'all at once',
      { text: '가', strong: true, em: true, href: '/a' },
      '<p><a href="/a"><strong><em>가</em></strong></a></p>',
    ],
    ['none', { text: '가', strong: false }, '<p>가</p>'],
  ])('is marked: %s', (_, run, expected) => {
    expect(p(run)).toBe(expected);
  });

  test('keeps its words together with those beside it', () => {
    expect(
      p({ text: '한국', strong: true }, { text: '은 ' }, { text: '봄', em: true }, { text: '이다' }),
    ).toBe('<p><strong>한국</strong>은 <em>봄</em>이다</p>');
  });

  test('names its language where it has one of its own', () => {
    expect(html({ type: 'p', spans: [{ text: 'Ferry', lang: 'en' }] })).toBe(
      '<p><span lang="en">Ferry</span></p>',
    );
  });

  test('has its line breaks', () => {
    expect(p({ text: '서울시\n중구\n\n을지로', strong: true })).toBe(
      '<p><strong>서울시<br/>중구<br/><br/>을지로</strong></p>',
    );
  });
});

test('no text of any block can become markup', () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>&lt;b&gt;\'';
  const media = { mediaId: 'm', alt: evil, caption: evil, credit: evil };
  const all: Block[] = [
    { type: 'p', spans: spans(evil, { href: 'https://a.example/"onclick="x', lang: evil, ruby: evil }) },
    { type: 'h2', spans: spans(evil) },
    { type: 'quote', spans: spans(evil), cite: evil },
    { type: 'list', ordered: true, items: [spans(evil)] },
    { type: 'facts', title: evil, items: [spans(evil)] },
    { type: 'table', caption: evil, rows: [[{ spans: spans(evil) }]] },
    { type: 'image', media },
    { type: 'gallery', images: [media] },
    { type: 'embed', provider: evil, href: 'https://a.example/', title: evil },
  ];
  const names = new Set<string>();
  const attributes = new Set<string>();
  const walk = (nodes: ReturnType<typeof parseDocument>['children']): void => {
    for (const node of nodes) {
      if (!('attribs' in node)) continue;
      names.add(node.name);
      for (const name of Object.keys(node.attribs)) attributes.add(name);
      walk(node.children);
    }
  };
  const document = parseDocument(html(...all));
  walk(document.children);
  expect([...names].filter((name) => ['script', 'img', 'b'].includes(name))).toEqual([]);
  expect(attributes).toEqual(new Set(['href', 'lang', 'class', 'rel', 'tabindex', 'aria-label']));
  expect(html(...all)).toContain('&lt;script>alert(1)&lt;/script>');
});
