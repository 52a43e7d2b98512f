import { describe, expect, test } from '@jest/globals';
import { page } from '../page/page.ts';
import { Unreadable, type WireItem } from '../wire.ts';
import { jsonFeed } from './jsonfeed.ts';

function feedItem(changes: object, feed: object = {}): WireItem | undefined {
  const value = {
    version: 'https://jsonfeed.org/version/1.1',
    title: '한빛통신',
    ...feed,
    items: [{ id: 'a:1', title: '등대', content_text: 'a', ...changes }],
  };
  return jsonFeed.read(Buffer.from(JSON.stringify(value)), { type: '' })[0];
}
const told = (item: WireItem | undefined) => item?.notes.map(({ code, pointer }) => `${code} ${pointer}`);

describe('an item of a JSON Feed', () => {
  test.each<[what: string, changes: object, data: object]>([
    ['with HTML', { content_html: '<p>b</p>' }, { body: '<p>b</p>' }],
    ['with text', { content_text: 'a\nb' }, { body: '<p>a</p><p>b</p>' }],
    [
      'without a title',
      { title: undefined, content_text: '등대에 불이 켜졌다.' },
      { headline: '등대에 불이 켜졌다.' },
    ],
    [
      'that was changed',
      { date_published: '2026-03-01T00:00:00Z', date_modified: '2026-03-02T00:00:00Z' },
      { contentCreated: '2026-03-01T00:00:00Z' },
    ],
    [
      'with an author of 1.0',
      { author: { name: '서하람 기자' } },
      { by: [{ name: '서하람', role: '기자' }] },
    ],
    ['with tags', { tags: ['바다', 7] }, { tags: [{ name: '바다' }] }],
    [
      'with a picture',
      { image: 'https://p.example/a.jpg' },
      { lead: { href: 'https://p.example/a.jpg', credit: '한빛통신' } },
    ],
    [
      'with a film',
      { attachments: [{ url: 'https://p.example/a.mp4', mime_type: 'video/mp4' }] },
      { body: expect.stringContaining('<video') },
    ],
  ])('%s is read', (_, changes, data) => {
    expect(feedItem(changes)?.data).toMatchObject(data);
  });

  test('says by its newest date when this version was made', () => {
    const dates = { date_published: '2026-03-01T00:00:00Z', date_modified: '2026-03-02T00:00:00Z' };
    expect(feedItem(dates)?.versionCreated).toBe('2026-03-02T00:00:00Z');
  });

  test('is told where it is not as its standard has it; extensions are left alone', () => {
    expect(told(feedItem({ _own: 1 }))).toEqual([]);
    expect(told(feedItem({ id: 7, colour: 'red' }))).toEqual([
      'off_schema /items/0/id',
      'off_schema /items/0/colour',
    ]);
    expect(told(feedItem({}, { version: '2' }))).toEqual(['off_schema /version']);
  });

  test.each(['{}', '[]', '{"items":[1]}', '{"items":{}}'])('is not in %s', (text) => {
    expect(() => jsonFeed.read(Buffer.from(text), { type: '' })).toThrow(Unreadable);
  });
});

describe('a page', () => {
  const readPage = (html: string | Buffer, charset?: string) =>
    page.read(Buffer.from(html as string), { type: 'text/html', ...(charset ? { charset } : {}) })[0];
  const linked = (value: unknown, body = '') =>
    `<html lang="ko"><head><link rel="canonical" href="https://a.example/1"><script type="application/ld+json">${JSON.stringify(value)}</script></head><body>${body}</body></html>`;

  test.each<[what: string, html: string, data: object]>([
    [
      'with articleBody',
      linked({ '@type': 'NewsArticle', headline: '등대', articleBody: 'a\n\nb' }),
      { uri: 'https://a.example/1', headline: '등대', language: 'ko', body: '<p>a</p><p>b</p>' },
    ],
    [
      'with a list of linked data',
      linked([{ '@type': 'Person' }, { '@type': 'ReportageNewsArticle', name: '등대' }]),
      { headline: '등대' },
    ],
    [
      'without linked data',
      '<title>t</title><meta property="og:title" content="등대"><article><p>a</p><script>x</script></article>',
      { headline: '등대', body: '<p>a</p>' },
    ],
    [
      'whose linked data is broken',
      '<script type="application/ld+json">{</script><title>등대</title>',
      { headline: '등대' },
    ],
    [
      'with text around its article',
      linked(
        { '@type': 'Article', headline: 'h' },
        '<article><h1>h</h1><nav>n</nav><p>a <a href="/x">b</a></p><aside>c</aside></article>',
      ),
      { body: '<p>a <a href="/x">b</a></p>' },
    ],
  ])('%s is read', (_, html, data) => {
    expect(readPage(html)?.data).toMatchObject(data);
  });

  test('is read in the charset that it says', () => {
    // 등대 in EUC-KR.
    const bytes = Buffer.concat([
      Buffer.from('<meta charset="euc-kr"><title>'),
      Buffer.from([0xb5, 0xee, 0xb4, 0xeb]),
    ]);
    expect(readPage(bytes)?.data.headline).toBe('등대');
  });

  test('that is nested without end is none', () => {
    expect(() => readPage('<div>'.repeat(100_000))).toThrow(Unreadable);
  });
});
