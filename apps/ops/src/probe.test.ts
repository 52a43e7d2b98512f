import { describe, expect, test } from '@jest/globals';
import type { SurfaceProbe, TakedownSubject } from '#libs/contracts';
import { publicId } from '#libs/text';
import { type Answer, judged, needlesOf, type Probe, probesOf } from './probe.ts';

const uri = 'desk:ferry-2026';
const id = publicId(uri);
const subject: TakedownSubject = {
  id,
  url: `/ko/society/2026/03/01/${encodeURIComponent('울릉도-여객선')}-${id}`,
  headline: '울릉도 여객선 "겨울" 시간표로 & 되돌아',
  section: 'society',
  language: 'ko',
  tags: ['울릉도'],
  authors: ['서하람'],
  media: ['0'.repeat(32)],
};
const known = { uri, subject, unseen: false };
const of = (kind: string, question: Parameters<typeof probesOf>[0] = known): Probe | undefined =>
  probesOf(question).find((each) => each.class === kind);

describe('what is asked after a withdrawal', () => {
  test('is one surface of each kind, in the edition of the article', () => {
    const addresses = Object.fromEntries(probesOf(known).map((each) => [each.class, each.shown]));
    expect(addresses).toEqual({
      'article page': `/ko/society/2026/03/01/…-${id}`,
      'article API': `/api/v1/articles/${id}`,
      revisions: `/ko/a/${id}/revisions`,
      related: `/api/v1/articles/${id}/related`,
      front: '/ko',
      breaking: '/ko/breaking',
      section: '/ko/society',
      tag: '/ko/tag/…',
      author: '/ko/author/…',
      popular: '/ko/popular',
      search: '/api/v1/search?q=…&facets=true',
      suggest: '/api/v1/suggest?q=…',
      feed: '/ko/society/feed.xml',
      sitemap: '/sitemap/2026-03.xml',
      archive: '/ko/archive/2026/03/01',
      corrections: '/ko/corrections',
      picture: `/media/${'0'.repeat(32)}/640.jpg`,
      'error page': '/ko/nothing/…',
    });
  });

  test('is asked with the words that its receipt does not keep', () => {
    const asked = probesOf(known).map(({ address = '' }) => decodeURIComponent(address));
    expect(asked.find((address) => address.startsWith('/api/v1/search'))).toContain('울릉도 여객선 "겨울"');
    expect(asked).toContain('/ko/tag/울릉도');
    expect(asked[0]).toBe(decodeURIComponent(subject.url));
  });

  test.each([
    ['tag', { ...subject, tags: [] }, 'it had no tags'],
    ['author', { ...subject, authors: [] }, 'it had no authors'],
    ['picture', { ...subject, media: [] }, 'it had no media'],
  ])('leaves out what there can not be: %s', (kind, without, why) => {
    expect(of(kind, { ...known, subject: without })).toMatchObject({ gone: true, why });
    expect(of(kind, { ...known, subject: without })).not.toHaveProperty('address');
  });

  test('goes by the id of what was never public, and knows nothing where nobody could look', () => {
    for (const [unseen, gone] of [
      [false, true],
      [true, 'unknown'],
    ] as const) {
      const question = { uri, unseen };
      expect(of('article page', question)?.address).toContain(id);
      expect(of('front', question)?.address).toBe('/');
      expect(of('section', question)).toMatchObject({ gone });
      expect(probesOf(question)).toHaveLength(probesOf(known).length);
    }
  });
});

describe('an answer', () => {
  const needles = needlesOf(known);
  const list = of('section') as Probe;
  const own = of('article page') as Probe;
  const escaped = '울릉도 여객선 &quot;겨울&quot; 시간표로\n &amp; 되돌아';
  test.each<[string, Probe, Answer, SurfaceProbe['gone']]>([
    ['a list without it', list, { status: 200, body: '<li>다른 기사</li>' }, true],
    ['a list that is not there', list, { status: 404, body: '' }, true],
    ['a list with its address', list, { status: 200, body: `<a href="/x-${id}">` }, false],
    ['a list with its uri', list, { status: 200, body: `{"uri":"${uri}"}` }, false],
    ['a list with its headline', list, { status: 200, body: `<a>${escaped}</a>` }, 'unknown'],
    [
      'the same in the other form of Unicode',
      list,
      { status: 200, body: escaped.normalize('NFD') },
      'unknown',
    ],
    ['the same in JSON', list, { status: 200, body: JSON.stringify(subject.headline) }, 'unknown'],
    [
      'the same by numbers',
      list,
      { status: 200, body: escaped.replace('&quot;', '&#34;').replace('&amp;', '&#x26;') },
      'unknown',
    ],
    ['a list with both', list, { status: 200, body: `<a href="/x-${id}">${escaped}</a>` }, false],
    ['its own page, gone', own, { status: 410, body: '철회한 기사입니다' }, true],
    ['its own page, gone, with its headline', own, { status: 410, body: escaped }, false],
    ['its own page', own, { status: 200, body: '' }, false],
    ['no answer', list, undefined, 'unknown'],
    ['a failure', list, { status: 503, body: '' }, 'unknown'],
    ['a refusal', list, { status: 429, body: '' }, 'unknown'],
    ['another address', own, { status: 301, body: '' }, 'unknown'],
  ])('%s', (_, probe, answer, gone) => {
    expect(judged(probe, answer, needles).gone).toBe(gone);
  });

  test('is not looked through for words so short that they stand everywhere', () => {
    expect(needlesOf({ uri: 'a:1', subject: { ...subject, headline: '날씨' } })).toEqual({ id });
  });
});
