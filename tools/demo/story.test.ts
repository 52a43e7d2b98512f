import { describe, expect, test } from '@jest/globals';
import { plainText } from '#libs/contracts';
import { fingerprint, sameStory, scriptOf } from '#libs/text';
import { curatedEvents, readCurated } from './curated.ts';
import { readStories } from './seed.ts';
import { demoEvents, type Language, momentOf, type Story, uriOf } from './story.ts';
import { names } from './words.ts';

const stories = readStories();
const languages = ['en', 'ko'] as const;
const byUri = new Map(stories.map((story) => [story.uri, story]));

/** Shorter by their kind: what agencies send, what is told while it happens, and a timetable. */
const short = ['hangang:x-quake-agency-a', 'hangang:x-quake-agency-b', 'hangang:x-harbour-fire-live'];

/** Known people of our day, of whom a made-up newspaper must not say anything. Long enough not to be part of words. */
const living = {
  en: `Donald Trump|Joe Biden|Kamala Harris|Barack Obama|Elon Musk|Jeff Bezos|Mark Zuckerberg|Tim Cook|Bill Gates
    Sam Altman|Taylor Swift|Jensen Huang|Xi Jinping|Li Qiang|Wang Yi|Jack Ma|Ma Huateng|Lei Jun|Vladimir Putin
    Fumio Kishida|Shigeru Ishiba|Sanae Takaichi|Masayoshi Son|Akio Toyoda|Haruki Murakami|Shohei Ohtani|Naruhito
    Kim Jong-un|Kim Jong Un|Kim Yo-jong|Kim Ju-ae|Choe Son-hui|Choe Ryong-hae|Yoon Suk-yeol|Yoon Suk Yeol
    Lee Jae-myung|Lee Jae Myung|Moon Jae-in|Park Geun-hye|Lee Myung-bak|Han Dong-hoon|Han Duck-soo|Kim Keon-hee
    Cho Kuk|Lee Jun-seok|Oh Se-hoon|Ban Ki-moon|Lee Jae-yong|Jay Y. Lee|Chey Tae-won|Chung Eui-sun|Koo Kwang-mo
    Shin Dong-bin|Bang Si-hyuk|Lee Soo-man|Yang Hyun-suk|Park Jin-young|Min Hee-jin|Jungkook|Jung Kook|Kim Nam-joon
    Kim Seok-jin|Park Ji-min|Kim Tae-hyung|Min Yoon-gi|Lalisa|Jang Won-young|Son Heung-min|Lee Kang-in|Kim Yuna
    Bong Joon-ho|Park Chan-wook|Lee Jung-jae|Youn Yuh-jung|Han Kang|Cho Seong-jin|Yoo Jae-suk|Cho Yong-pil`,
  ko: `도널드 트럼프|트럼프|바이든|카멀라 해리스|오바마|일론 머스크|머스크|저커버그|팀 쿡|빌 게이츠|테일러 스위프트|젠슨 황
    시진핑|리창 총리|왕이 부장|마윈|푸틴|기시다|이시바|다카이치|손정의|도요다 아키오|무라카미 하루키|오타니|나루히토
    김정은|김여정|김주애|최선희|최룡해|윤석열|이재명|문재인|박근혜|이명박|한동훈|한덕수|김건희|조국 전|이준석|오세훈
    반기문|이재용|최태원|정의선|구광모|신동빈|방시혁|이수만|양현석|박진영|민희진|정국이|김남준|김석진|박지민|김태형
    민윤기|정호석|전정국|장원영|손흥민|이강인|김연아|봉준호|박찬욱|이정재|윤여정|조성진|유재석|조용필|아이유`,
} as const;
const persons = (language: Language): string[] =>
  living[language]
    .split(/[|\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

const words = (body: Story['en']['body']): string =>
  typeof body === 'string' ? body.replace(/<[^>]+>/g, ' ').trim() : plainText(body);

/** Every text of a story that a reader may see in a language, each version with it. */
function texts(story: Story, language: Language): string[] {
  const editions = [story[language], ...(story.versions ?? []).map((version) => version[language])];
  const notice = story.withdrawn?.notice[language];
  return [
    ...editions.flatMap(({ body, ...lines }) => [
      ...Object.values(lines),
      body === undefined ? '' : words(body),
    ]),
    ...(story.versions ?? []).map(({ changeNote }) => changeNote?.[language] ?? ''),
    story.picture.alt[language],
    story.picture.caption[language],
    ...(notice ? [notice.headline, notice.text] : []),
    ...[...story.tags, ...story.by].map((each) => each[language]),
  ].filter((text): text is string => text !== undefined && text !== '');
}

const bodies = (story: Story, language: Language): string[] =>
  [story[language], ...(story.versions ?? []).map((version) => version[language])].flatMap(({ body }) =>
    body === undefined ? [] : [words(body)],
  );

test('there are at least sixty stories, with uris and headlines of their own', () => {
  expect(stories.length).toBeGreaterThanOrEqual(60);
  expect(byUri.size).toBe(stories.length);
  for (const language of languages)
    expect(new Set(stories.map((story) => story[language].headline)).size).toBe(stories.length);
});

describe.each(stories.map((story) => ({ uri: story.uri, story })))('$uri', ({ story }) => {
  test('is as long as an article of its kind', () => {
    const [least, fewest] = short.includes(story.uri) ? [200, 400] : [250, 500];
    for (const body of bodies(story, 'en')) {
      const count = body.match(/\S+/g)?.length ?? 0;
      expect(count).toBeGreaterThanOrEqual(least);
      expect(count).toBeLessThanOrEqual(900);
    }
    for (const body of bodies(story, 'ko')) {
      const { length } = body.replace(/\s/g, '');
      expect(length).toBeGreaterThanOrEqual(fewest);
      expect(length).toBeLessThanOrEqual(1_700);
    }
  });

  test.each(languages)('is in its language, in NFC, and finished: %s', (language) => {
    for (const text of texts(story, language)) {
      expect(text).toBe(text.normalize('NFC').trim());
      expect(text).not.toMatch(/lorem|ipsum|\bTODO\b|\bTBD\b|\bXXX\b|placeholder|\[\[|\{\{/i);
    }
    for (const body of bodies(story, language))
      expect(scriptOf(body)).toBe(language === 'en' ? 'latin' : 'hangul');
    if (language === 'ko')
      expect(scriptOf(`${story.picture.alt.ko}${story.picture.caption.ko}`)).toBe('hangul');
    else expect(`${story.picture.alt.en}${story.picture.caption.en}`).not.toMatch(/[가-힣]/);
  });

  test('writes Korean figures in one style', () => {
    const text = texts(story, 'ko').join('\n');
    expect(text).not.toMatch(/\d[만억조] \d|\d(km|kg|cm)\b|씨\(\d|~/);
    expect([story.ko.headline, story.ko.standfirst].join('\n')).not.toMatch(/…[^\s”’]/);
  });

  test('has tags with types, a byline, and relations that exist', () => {
    expect(story.tags.length).toBeGreaterThanOrEqual(2);
    expect(new Set(story.tags.map(({ slug }) => slug)).size).toBe(story.tags.length);
    expect(story.by.length).toBeGreaterThanOrEqual(1);
    for (const { slug } of [...story.tags, ...story.by]) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const uri of story.related ?? []) {
      expect(byUri.has(uri)).toBe(true);
      expect(uri).not.toBe(story.uri);
    }
  });

  test.each(languages)('says nothing of known living persons: %s', (language) => {
    const text = texts(story, language).join('\n');
    expect(persons(language).filter((name) => text.includes(name))).toEqual([]);
  });
});

test.each(['tags', 'by'] as const)('a slug has the same names in all stories: %s', (list) => {
  const known = new Map<string, string>();
  for (const { slug, en, ko, ...rest } of stories.flatMap((story) => [...story[list]])) {
    const named = JSON.stringify({ en, ko, ...rest });
    expect({ slug, named }).toEqual({ slug, named: known.get(slug) ?? named });
    known.set(slug, named);
  }
});

test('generated people bear no name of a known living person', () => {
  const all = names.families.flatMap(([family, familyKo]) =>
    names.given.flatMap(([given, givenKo]) => [
      `${given} ${family}`,
      `${family} ${given}`,
      familyKo + givenKo,
    ]),
  );
  const known = new Set(
    languages.flatMap((language) => persons(language).map((name) => name.replace(/-/g, '').toLowerCase())),
  );
  expect(all.filter((name) => known.has(name.toLowerCase()))).toEqual([]);
});

describe('the newspaper has', () => {
  const has = (story: Story, html: RegExp, type: string): boolean =>
    languages.every((language) => {
      const { body } = story[language];
      return typeof body === 'string' ? html.test(body) : body.some((block) => block.type === type);
    });
  const changes = stories.flatMap(({ versions = [] }) => versions.map(({ changeType }) => changeType));

  test.each<[string, (story: Story) => boolean]>([
    ['a table', (story) => has(story, /<table/, 'table')],
    ['a block of facts', (story) => has(story, /<!$/, 'facts')],
    ['a list', (story) => has(story, /<[uo]l>/, 'list')],
    ['a quotation', (story) => has(story, /<blockquote/, 'quote')],
    ['subheads', (story) => has(story, /<h2>/, 'h2')],
    [
      'a live piece: reports with their times, the newest on top',
      (story) =>
        languages.every((language) => {
          const times = String(story[language].body).match(/<h3>\d\d:\d\d<\/h3>/g) ?? [];
          return times.length >= 5 && times.join() === times.toSorted().toReversed().join();
        }),
    ],
    ['an evergreen of six years', ({ daysAgo = 0 }) => daysAgo > 6 * 365],
    ['an embargoed story', ({ embargoInHours = 0 }) => embargoInHours > 0],
    ['a scheduled one', ({ publishInHours = 0 }) => publishInHours > 0],
    ['a withdrawn one with its notice', ({ withdrawn }) => withdrawn !== undefined],
  ])('%s', (_, holds) => expect(stories.filter(holds).map(({ uri }) => uri)).not.toEqual([]));

  test.each(['typo', 'minor', 'material', 'correction'] as const)('a change of the type %s', (type) => {
    expect(changes).toContain(type);
  });

  test('notes for readers beside its corrections', () => {
    const corrections = stories.flatMap(({ versions = [] }) =>
      versions.filter(({ changeType }) => changeType === 'correction'),
    );
    for (const { changeNote } of corrections) expect(changeNote).toBeDefined();
  });

  test.each(languages)('two agency reports of one event that are near-duplicates: %s', (language) => {
    const [one, other] = short.map((uri) => {
      const edition = byUri.get(uri)?.[language];
      return fingerprint(`${edition?.headline}\n${words(edition?.body ?? '')}`);
    });
    expect(sameStory(one ?? '', other ?? '')).toBe(true);
  });
});

describe('the events of a story', () => {
  const leadOf = () => ({ mediaId: 'a'.repeat(32), alt: 'A lighthouse.', credit: '일러스트=한강일보' });

  test('are the same each time but for the moment, which can be told from what was said', () => {
    for (const story of stories) {
      const now = Date.parse('2026-03-01T00:00:00Z');
      const [first, ...rest] = demoEvents(story, { moment: now, leadOf }) as {
        id: string;
        type: string;
        data: { contentCreated: string };
      }[];
      expect(momentOf(story, first?.data.contentCreated ?? '')).toBe(now);
      expect(new Set([first, ...rest].map((event) => event?.id)).size).toBe(rest.length + 1);
    }
  });

  test('tell a correction as one', () => {
    const types = stories
      .flatMap((story) => demoEvents(story, { moment: 0, leadOf }) as { type: string }[])
      .map(({ type }) => type);
    for (const type of ['published', 'updated', 'corrected', 'withdrawn'])
      expect(types).toContain(`article.${type}`);
  });
});

describe('the curated fronts', () => {
  const hidden = stories.filter((story) => story.withdrawn || story.publishInHours || story.embargoInHours);
  const { fronts, breaking } = readCurated();

  test('are those of both editions, each of stories in its language that are public, none twice', () => {
    expect(fronts.map(({ edition }) => edition)).toEqual(['en', 'ko']);
    for (const { edition, slots } of fronts) {
      const there = new Set(
        stories.filter((story) => !hidden.includes(story)).map((story) => uriOf(story, edition)),
      );
      expect(slots.filter(({ uri }) => !there.has(uri))).toEqual([]);
      expect(new Set(slots.map(({ uri }) => uri)).size).toBe(slots.length);
      expect(new Set(slots.map(({ slot }) => slot)).size).toBe(slots.length);
      expect(slots[0]?.slot).toBe('lead');
    }
  });

  test('have one alert beside them, of the fire in the harbour', () => {
    const fire = { uri: 'hangang:x-harbour-fire-live' };
    expect(breaking.map(({ uri, language }) => ({ uri, language }))).toEqual(
      languages.map((language) => ({ uri: uriOf(fire, language), language })),
    );
  });

  test('are events with ids that stay', () => {
    expect(curatedEvents().map(({ type, id }) => `${type} ${id}`)).toEqual([
      'front.curated front:en#1',
      'front.curated front:ko#1',
      'breaking.raised breaking:gamcheon-ship-fire:en',
      'breaking.raised breaking:gamcheon-ship-fire:ko',
    ]);
  });
});
