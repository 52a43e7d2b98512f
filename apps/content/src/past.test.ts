import { describe, expect, test } from '@jest/globals';
import {
  HIDDEN_SECTION,
  type IntakeEvent,
  type PublicArticle,
  readPast,
  readPreview,
  signPast,
  signPreview,
} from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { aPublicArticle } from '#libs/testing';
import { decideBatch } from './batch.ts';
import { historyOf, mayBeSeen, type Today, versionAt, withdrawnSince, withoutPictures } from './past.ts';
import { NEVER, type RevisionDocument, revisionOf, spanned } from './stood.ts';

const NINE = Date.parse('2026-11-24T09:00:00+09:00');
const MINUTE = 60_000;
const uri = 'test:past';
const { id, slug, section, tags, by, contentCreated, body, headline, language } = aPublicArticle({ uri });
const words = { uri, slug, section, tags, by, contentCreated, body, headline, language };

/** Times are minutes after nine. */
interface Said {
  type: string;
  at: number;
  version?: number;
  changes?: object;
}

const embargo = { embargoedUntil: new Date(NINE + 30 * MINUTE).toISOString() };
const schedule = { publishAt: new Date(NINE + 30 * MINUTE).toISOString() };
const due = { at: new Date(NINE + 30 * MINUTE).toISOString() };

/** Decides what is said, cut into batches of this length, and keeps it as the store does. */
function kept(log: readonly Said[], most: number): { today: Today; revisions: RevisionDocument[] } {
  const deliveries = log.map(({ type, at, version = 0, changes = {} }, offset) => {
    const data =
      type === 'article.due' ? due : type === 'article.withdrawn' ? {} : { ...words, version, ...changes };
    const value = { id: `e${offset}`, source: '/test', type, uri, data } as IntakeEvent;
    return { topic: 't', partition: 0, offset, appendedAt: NINE + at * MINUTE, headers: {}, value };
  }) as unknown as Delivery<IntakeEvent>[];
  const states = new Map();
  const revisions = new Map<string, RevisionDocument>();
  for (let from = 0; from < deliveries.length; from += most) {
    const known = { states, verdicts: new Map(), ids: new Map([[uri, id]]), media: new Map(), epoch: 0 };
    const batch = deliveries.slice(from, from + most);
    const decided = decideBatch(batch, { ...known, clock: batch.at(-1)?.appendedAt ?? 0 });
    for (const [closed, version] of [...decided.outlived, ...decided.closed])
      for (const each of revisions.values())
        if (each.uri === closed && each.version <= version) revisions.delete(each._id);
    for (const { version, at, left } of decided.endings)
      for (const each of revisions.values())
        if (each.version <= version && each.until === NEVER)
          Object.assign(each, { until: new Date(at), ...(left ? { left } : {}) });
    for (const stood of decided.revisions) {
      const made = revisionOf(stood);
      const before = revisions.get(made._id);
      revisions.set(made._id, before ? { ...made, from: before.from } : made);
    }
    for (const [key, state] of decided.states) states.set(key, state);
  }
  return { today: states.get(uri), revisions: [...revisions.values()] };
}

const published = { type: 'article.published', at: 0, version: 1 };
const updated = { type: 'article.updated', at: 10, version: 2 };
const corrected = { type: 'article.corrected', at: 20, version: 3 };
const withdrawn = { type: 'article.withdrawn', at: 40 };

test.each([1, 2, 100])('of what is hidden only the newest version is kept, in batches of %s', (most) => {
  const hidden = { changes: { section: HIDDEN_SECTION } };
  const log = [published, updated, corrected].map((each) => ({ ...each, ...hidden }));
  const { revisions, today } = kept(log, most);
  expect(revisions.map(({ version, edition }) => [version, edition])).toEqual([[3, 'hidden']]);
  expect(today.status).toBe('public');
  // Of what readers have seen before, nothing is lost.
  expect(kept([published, { ...updated, ...hidden }], most).revisions).toHaveLength(2);
});

describe.each([1, 2, 100])('the version that stood, of a log that is decided in batches of %s,', (most) => {
  test.each<[string, Said[], Record<number, number | undefined>]>([
    ['is none before the first', [published], { [-1]: undefined, 0: 1, 999: 1 }],
    [
      'is the newest that was public by then',
      [published, updated, corrected],
      { 0: 1, 9: 1, 10: 2, 19: 2, 20: 3 },
    ],
    [
      'is not moved by one that came too late',
      [published, { ...corrected, at: 5 }, updated],
      { 0: 1, 5: 3, 10: 3 },
    ],
    [
      'is the older one until a scheduled one is due',
      [published, { ...updated, changes: schedule }, { type: 'article.due', at: 30 }],
      { 0: 1, 20: 1, 29: 1, 30: 2 },
    ],
    [
      'is none while it is held for the first time, however long it has been here',
      [
        { ...published, changes: embargo },
        { type: 'article.due', at: 30 },
      ],
      { 0: undefined, 29: undefined, 30: 1 },
    ],
    [
      'is none after the article expired, and the next one from when that came',
      [
        { ...published, changes: { expires: due.at } },
        { type: 'article.due', at: 30 },
        { ...updated, at: 50 },
      ],
      { 0: 1, 29: 1, 30: undefined, 49: undefined, 50: 2 },
    ],
    [
      'is none while nothing of the article is public, and then the same as it was',
      [published, { ...updated, changes: embargo }, { type: 'article.due', at: 30 }],
      { 0: 1, 9: 1, 10: undefined, 29: undefined, 30: 2 },
    ],
    [
      'is none of a withdrawn article, at any time',
      [published, updated, withdrawn],
      { 0: undefined, 10: undefined, 99: undefined },
    ],
    [
      'is none of before a withdrawal, also after a reinstatement',
      [published, updated, withdrawn, { type: 'article.reinstated', at: 50, version: 5 }],
      { 0: undefined, 10: undefined, 45: undefined, 50: 5 },
    ],
    [
      'keeps its time when it is told again',
      [published, updated, { type: 'article.reprojected', at: 25 }],
      { 0: 1, 9: 1, 10: 2, 24: 2, 25: 2 },
    ],
  ])('%s', (_, log, expected) => {
    const { today, revisions } = kept(log, most);
    const seen = Object.keys(expected).map((minute) => {
      const version = versionAt(revisions, NINE + Number(minute) * MINUTE);
      return [minute, version && mayBeSeen(version, today) ? version.version : undefined];
    });
    expect(Object.fromEntries(seen)).toEqual(expected);
  });

  test('is nobody’s to see while the article is under embargo again', () => {
    const { today, revisions } = kept([published, { ...updated, changes: embargo }], most);
    expect(versionAt(revisions, NINE)).toMatchObject({ version: 1 });
    expect(revisions.filter((each) => mayBeSeen(each, today))).toEqual([]);
    expect(historyOf(revisions, today)).toEqual([]);
  });

  test('is told with how it ended, the newest first', () => {
    const log = [
      { ...published, changes: { headline: '첫 배가 떠난다' } },
      { ...updated, changes: { headline: '배가 떠났다', expires: due.at } },
      { type: 'article.due', at: 30 },
    ];
    const { today, revisions } = kept(log, most);
    expect(historyOf(revisions, today)).toMatchObject([
      { version: 2, headline: '배가 떠났다', from: iso(10), until: iso(30), left: 'expired' },
      { version: 1, headline: '첫 배가 떠난다', from: iso(0), until: iso(10) },
    ]);
  });
});

test('states that were kept before spans were stand from when they say, until the next one or the end', () => {
  const state = (version: number, minute: number) => {
    const article = aPublicArticle({ uri, version, versionCreated: iso(minute) });
    return { _id: `${uri}#${version}`, uri, version, article };
  };
  const new3 = revisionOf({ article: state(3, 20).article, from: NINE + 21 * MINUTE });
  const told = (gone?: number) =>
    spanned([state(2, 10), new3, state(1, 0)], gone).map(({ version, from, until }) => [
      version,
      from.toISOString(),
      until === NEVER ? 'never' : until.toISOString(),
    ]);
  expect(told()).toEqual([
    [1, iso(0), iso(10)],
    [2, iso(10), iso(21)],
    [3, iso(21), 'never'],
  ]);
  expect(spanned([state(1, 0)], NINE + MINUTE)[0]).toMatchObject({
    until: new Date(NINE + MINUTE),
    edition: 'en',
  });
});

const iso = (minute: number) => new Date(NINE + minute * MINUTE).toISOString();

describe('a withdrawal counts as since then', () => {
  const place = { edition: 'ko' as const };
  const gone = { uri, id, seq: 2, kind: 'withdrawn' as const, section: 'society', language: 'ko-KR' };
  const today: Today = {
    ...{ uri, id, gone, status: 'gone', withdrawn: true },
    ...{ withdrawnAt: NINE + 40 * MINUTE, firstPublished: iso(0) },
  };
  test.each<[string, Today, [minute: number, where: object], boolean]>([
    ['where the article stood', today, [10, place], true],
    ['in its section', today, [10, { ...place, section: 'society' }], true],
    ['not in another section', today, [10, { ...place, section: 'culture' }], false],
    ['not in the other edition', today, [10, { edition: 'en' }], false],
    ['not before the article was published', today, [-1, place], false],
    ['not after it was withdrawn', today, [40, place], false],
    ['not if it never was public', { ...today, firstPublished: undefined }, [10, place], false],
    [
      'also if it was reinstated',
      { ...today, gone: undefined, status: 'public', withdrawn: false, article: gone } as unknown as Today,
      [10, place],
      true,
    ],
  ])('%s', (_, each, [minute, where], expected) => {
    expect(withdrawnSince(each, where as typeof place, NINE + minute * MINUTE)).toBe(expected);
  });
});

test('pictures that no page shows today are left out of the past, with the words that belong to them', () => {
  const picture = (mediaId: string) => ({ mediaId, caption: `사진 ${mediaId}`, width: 4, height: 3 });
  const body: PublicArticle['body'] = [
    { type: 'p', spans: [{ text: '글' }] },
    { type: 'image', media: picture('b') },
    { type: 'gallery', images: [picture('a'), picture('b')] },
    { type: 'image', media: { href: 'https://example.org/x.jpg', caption: '밖' } },
  ];
  const article = aPublicArticle({ uri, lead: picture('b'), body });
  const left = withoutPictures(article, new Set(['a']));
  expect(left.pictures).toBe(3);
  expect(JSON.stringify(left.article)).not.toContain('사진 b');
  expect(left.article.body.map(({ type }) => type)).toEqual(['p', 'gallery', 'image']);
  expect(withoutPictures(article, new Set(['a', 'b']))).toEqual({ article, pictures: 0 });
});

describe('a link into the past', () => {
  const secret = 'a secret of at least thirty-two letters';
  const claim = { at: NINE, issued: NINE + MINUTE, expires: NINE + 60 * MINUTE };
  const token = signPast(claim, secret);
  const [payload = '', signature = ''] = token.split('.');
  const earlier = Buffer.from(JSON.stringify({ ...claim, at: NINE - 1 })).toString('base64url');
  test.each<[string, [word: string, secret: string, now: number], boolean]>([
    ['holds', [token, secret, NINE + 2 * MINUTE], true],
    ['is over at its end', [token, secret, claim.expires], false],
    ['is signed with another secret', [token, `${secret}!`, claim.issued], false],
    ['leads to another time', [`${earlier}.${signature}`, secret, claim.issued], false],
    ['has lost its signature', [payload, secret, claim.issued], false],
    ['leads to what has not come', [token, secret, NINE - 1], false],
    ['is none at all', ['어제', secret, claim.issued], false],
    ['is signed with no secret, as where there is none', [signPast(claim, ''), '', claim.issued], false],
  ])('%s', (_, asked, holds) => {
    expect(readPast(...asked)).toEqual(holds ? claim : undefined);
  });

  test('is no preview link, and a preview link is none', () => {
    expect(readPreview(token, secret, claim.issued)).toBeUndefined();
    const preview = signPreview({ uri, issued: NINE, expires: claim.expires }, secret);
    expect(readPast(preview, secret, claim.issued)).toBeUndefined();
  });
});
