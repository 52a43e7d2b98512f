import { describe, expect, test } from '@jest/globals';
import { liteOf, litePath, wholePath } from './lite.ts';

test.each([
  ['/', '/lite'],
  ['/ko', '/ko/lite'],
  ['/?utm_source=a', '/lite?utm_source=a'],
  ['/k-pop', '/lite/k-pop'],
  ['/korea', '/lite/korea'],
  ['/ko/search?q=%EB%B0%B0', '/ko/lite/search?q=%EB%B0%B0'],
  ['/ko/society/2026/03/01/%EB%B0%B0-aaaaaaaaaa', '/ko/lite/society/2026/03/01/%EB%B0%B0-aaaaaaaaaa'],
])('the mirror of %s is at %s, and leads back', (whole, lite) => {
  expect(litePath(whole)).toBe(lite);
  expect(wholePath(lite)).toBe(whole);
});

test.each(['/feed.xml', '/ko/tag/a/feed.atom', '/docs', '/media/a/640.webp', '/api/v1/front', '/lite'])(
  '%s has no mirror of its own',
  (path) => {
    expect(litePath(path)).toBe(path);
  },
);

test.each(['/', '/ko', '/literature', '/ko/literature', '/society/lite'])('%s is no mirror', (path) => {
  expect(wholePath(path)).toBeUndefined();
});

describe('the text-only mirror of a page', () => {
  const words = { sheet: '/assets/lite.css', whole: '그림과 함께 보기', picture: '그림' };
  const lite = (html: string) => liteOf(html, words);

  test('has no picture, script, font or button that needs one, and says what a picture of an article shows', () => {
    const html =
      '<figure><picture><source srcset="/a 1w"/><img src="/a" alt="부두의 &quot;배&quot;"/></picture><figcaption>배</figcaption></figure>' +
      '<picture><img src="/b" alt="b"/></picture><script>x</script><fieldset hidden><button type="button">a</button></fieldset>' +
      '<button type="submit">검색</button>';
    expect(lite(html)).toBe(
      '<figure><p class="meta">그림: 부두의 &quot;배&quot;</p><figcaption>배</figcaption></figure><button type="submit">검색</button>',
    );
  });

  test('keeps its readers in the mirror, and leads them out of it', () => {
    expect(lite('<a href="/ko/k-pop">a</a><a href="#content">b</a><a href="https://a.example/">c</a>')).toBe(
      '<a href="/ko/lite/k-pop">a</a><a href="#content">b</a><a href="https://a.example/">c</a>',
    );
    expect(lite('<form action="/search"><input name="q"></form>')).toContain('action="/lite/search"');
    expect(lite('<a href="/ko/lite/k-pop" data-lite>글만 보기</a><a href="/">x</a>')).toBe(
      '<a href="/ko/k-pop" data-lite="">그림과 함께 보기</a><a href="/lite">x</a>',
    );
  });

  test('is the same page to a search engine, in its own sheet', () => {
    const html =
      '<!doctype html><html lang="ko"><head><title>a</title><link rel="canonical" href="/ko"><link rel="preload" href="/f">' +
      '<link rel="alternate" hreflang="en" href="/"><link rel="alternate" type="application/rss+xml" href="/r"><link rel="stylesheet" href="/s"></head></html>';
    expect(lite(html)).toBe(
      '<!doctype html><html lang="ko"><head><title>a</title><link rel="canonical" href="/ko">' +
        '<link rel="alternate" hreflang="en" href="/"><link rel="stylesheet" href="/assets/lite.css"></head></html>',
    );
  });

  test('reads no markup where there was none', () => {
    expect(lite('<p>&lt;script&gt; &amp;lt; 가</p>')).toBe('<p>&lt;script&gt; &amp;lt; 가</p>');
  });
});
