import { describe, expect, test } from '@jest/globals';
import { parseHtml } from './html.ts';

const p = (text: string) => ({ type: 'p', spans: [{ text }] });
const blocks = (html: string) => parseHtml(html, 'ko').blocks;
const href = 'https://example.org/1.jpg';
const image = (more: object = {}) => ({ type: 'image', media: { href, ...more } });
const spans = (...texts: string[]) => texts.map((text) => [{ text }]);

describe('a table', () => {
  const table = (html: string) => {
    const [block] = blocks(`<table>${html}</table>`) as {
      rows?: { header?: true; spans: { text: string }[] }[][];
    }[];
    return block?.rows?.map((row) =>
      row.map(({ header, spans: run }) => (header ? '#' : '') + run.map(({ text }) => text).join('')),
    );
  };

  test.each<[string, string, string[][]]>([
    [
      'has its cells',
      '<tr><td>가<td>1<tr><td>나<td>2',
      [
        ['가', '1'],
        ['나', '2'],
      ],
    ],
    [
      'has header cells, by name and by place',
      '<thead><tr><td>이름<td>수</thead><tbody><tr><th>가<td>1',
      [
        ['#이름', '#수'],
        ['#가', '1'],
      ],
    ],
    [
      'of merged columns',
      '<tr><th colspan=2>합<th>끝<tr><td>1<td>2<td>3',
      [
        ['#합', '#', '#끝'],
        ['1', '2', '3'],
      ],
    ],
    [
      'of merged rows',
      '<tr><td rowspan=2>가<td>1<tr><td>2<tr><td>나<td>3',
      [
        ['가', '1'],
        ['', '2'],
        ['나', '3'],
      ],
    ],
    [
      'of both',
      '<tr><td rowspan=2 colspan=2>가<td>1<tr><td>2',
      [
        ['가', '', '1'],
        ['', '', '2'],
      ],
    ],
    ['that asks for a billion columns', '<tr><td colspan=1000000000>가<tr><td>1<td>2', [['가'], ['1', '2']]],
    ['that asks for nonsense', '<tr><td colspan=-3 rowspan=x>가<td rowspan=0>1', [['가', '1']]],
    ['without rows', '<td>가<td>1', [['가', '1']]],
    ['with a table in a cell', '<tr><td>가<table><tr><td>a<td>b</table><td>1', [['가\na\nb', '1']]],
    ['with paragraphs in a cell', '<tr><td><p>가</p><p>나</p><td>1', [['가\n나', '1']]],
  ])('%s', (_, html, rows) => {
    expect(table(html)).toEqual(rows);
  });

  test('keeps caption, marks and languages', () => {
    expect(
      blocks(
        '<table><caption>표 <b>1</b></caption><tr><td><b>가</b><td lang=en>a <a href="/ko">b</a></table>',
      ),
    ).toEqual([
      {
        type: 'table',
        caption: '표 1',
        rows: [
          [
            { spans: [{ text: '가', strong: true }] },
            {
              spans: [
                { text: 'a ', lang: 'en' },
                { text: 'b', lang: 'en', href: '/ko' },
              ],
            },
          ],
        ],
      },
    ]);
  });

  test('of one column only places things: what is in it stands as if it were not there', () => {
    const html = `<table><tr><td><img src="${href}"></td></tr><tr><td>밤의 항구</td></tr></table>`;
    expect(blocks(html)).toEqual([image(), p('밤의 항구')]);
  });

  test('is followed by what no cell can hold, and after the words that strayed into it', () => {
    const [...made] = blocks(`<table>말<tr><td>가<img src="${href}"><td>나</table>`);
    expect(made.map((block) => block.type)).toEqual(['p', 'table', 'image']);
  });
});

describe('a box of facts', () => {
  const facts = (items: object[], title?: string) => ({ type: 'facts', ...(title ? { title } : {}), items });

  test.each<[string, string, object[]]>([
    [
      'has a title and lines',
      '<aside><h3>개요</h3><ul><li>하나</li><li>둘</li></ul></aside>',
      [facts(spans('하나', '둘'), '개요')],
    ],
    [
      'is made of terms and what they mean',
      '<dl><dt>인구<dd>9천 명<dt>면적<dd>73㎢<dd>섬 전체</dl>',
      [
        facts([
          [{ text: '인구', strong: true }, { text: ' ' }, { text: '9천 명' }],
          [
            { text: '면적', strong: true },
            { text: ' ' },
            { text: '73㎢' },
            { text: '\n' },
            { text: '섬 전체' },
          ],
        ]),
      ],
    ],
    [
      'without lines is a heading',
      '<aside><h2>개요</h2></aside>',
      [{ type: 'h3', spans: [{ text: '개요' }] }],
    ],
    ['is followed by its picture', `<aside>가<img src="${href}"></aside>`, [facts(spans('가')), image()]],
  ])('%s', (_, html, expected) => {
    expect(blocks(html)).toEqual(expected);
  });
});
