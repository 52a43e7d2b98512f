import { describe, expect, test } from '@jest/globals';
import { type Article, readPreview, signPreview } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { type ArticleState, type Held, unknownArticle } from './article.ts';
import { previewOf } from './preview.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const HOUR = 3_600_000;
const claim = { uri: 'test:preview', issued: NOON, expires: NOON + 24 * HOUR };
const secret = 'a secret of at least thirty-two letters';

const shown = aPublicArticle({ uri: claim.uri, version: 1 });
const next = {
  ...shown,
  version: 2,
  headline: '내일의 제목',
  language: 'ko',
  slugline: 'TOMORROW-1',
} as Article;
const state = (changes: Partial<ArticleState>): ArticleState => ({
  ...unknownArticle(claim.uri, shown.id),
  decided: 7,
  ...changes,
});
const held = (changes: Partial<Article>, at?: string): Held => ({
  article: { ...next, ...changes },
  ...(at === undefined ? {} : { at }),
});
const EVENING = '2026-03-01T23:30:00+09:00';

describe('a preview shows', () => {
  test.each<[string, Partial<ArticleState>, object | undefined]>([
    ['nothing of an article nobody has spoken of', {}, undefined],
    ['what is public', { status: 'public', article: shown }, { state: 'public', article: { version: 1 } }],
    [
      'what is scheduled before what is public',
      { status: 'public', article: shown, held: held({ publishAt: EVENING }, EVENING) },
      { state: 'scheduled', article: { version: 2 }, until: '2026-03-01T14:30:00.000Z' },
    ],
    ['what is under embargo', { held: held({ embargoedUntil: EVENING }, EVENING) }, { state: 'embargoed' }],
    ['what is withheld', { held: held({ pubStatus: 'withheld' }) }, { state: 'withheld' }],
    ['nothing of what is withdrawn', { withdrawn: true, article: shown }, undefined],
    ['nothing by a link older than the withdrawal', { article: shown, withdrawnAt: NOON }, undefined],
    [
      'what came after a withdrawal by a link that did too',
      { article: shown, withdrawnAt: NOON - 1 },
      { state: 'public' },
    ],
  ])('%s', (_, changes, expected) => {
    const preview = previewOf(state(changes), claim, NOON);
    if (expected === undefined) expect(preview).toBeUndefined();
    else expect(preview).toMatchObject({ ...expected, expires: '2026-03-02T03:00:00.000Z' });
  });

  test('the address and date that the page will have, and neither working title nor the times it was held by', () => {
    const preview = previewOf(state({ held: held({ embargoedUntil: EVENING }, EVENING) }), claim, NOON);
    expect(preview?.article.url).toMatch(/^\/ko\/society\/2026\/03\/01\//);
    expect(preview?.article.firstPublished).toBe('2026-03-01T14:30:00.000Z');
    expect(JSON.stringify(preview?.article)).not.toMatch(/TOMORROW-1|embargoedUntil|pubStatus/);
  });
});

describe('a preview link', () => {
  const token = signPreview(claim, secret);
  const [payload = '', signature = ''] = token.split('.');
  const later = Buffer.from(JSON.stringify({ ...claim, expires: NOON + 999 * HOUR })).toString('base64url');
  test.each<[string, [word: string, secret: string, now: number], boolean]>([
    ['holds', [token, secret, NOON], true],
    ['holds until its last millisecond', [token, secret, claim.expires - 1], true],
    ['is over at its end', [token, secret, claim.expires], false],
    ['is signed with another secret', [token, `${secret}!`, NOON], false],
    ['has had its time changed', [`${later}.${signature}`, secret, NOON], false],
    ['has lost its signature', [payload, secret, NOON], false],
    ['has a letter more', [`${token}a`, secret, NOON], false],
    ['has a letter less', [token.slice(0, -1), secret, NOON], false],
    [
      'ends in a letter that decodes to the same bytes',
      [`${token.slice(0, -1)}${again(token)}`, secret, NOON],
      false,
    ],
    ['is no link at all', ['미리보기', secret, NOON], false],
    ['is signed with no secret, as where there is none', [signPreview(claim, ''), '', NOON], false],
  ])('%s', (_, asked, holds) => {
    expect(readPreview(...asked)).toEqual(holds ? claim : undefined);
  });

  test('of the longest uri fits into an address', () => {
    const long = signPreview({ ...claim, uri: 'a'.repeat(256) }, secret);
    expect(long.length).toBeLessThan(600);
    expect(readPreview(long, secret, NOON)?.uri).toHaveLength(256);
  });
});

/** The last letter of 43 holds four bits that mean nothing: another one for the same bytes. */
function again(token: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return letters.charAt(letters.indexOf(token.at(-1) ?? '') ^ 1);
}
