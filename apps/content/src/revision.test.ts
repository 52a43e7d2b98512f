import { describe, expect, test } from '@jest/globals';
import type { Block, PieceChange, PublicArticle } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { changesOf, revisionsOf } from './revision.ts';

const p = (text: string): Block => ({ type: 'p', spans: [{ text }] });
const base = aPublicArticle({ uri: 'test:revision', standfirst: 'Two sailings a day.' });
const ko = aPublicArticle({ ...base, language: 'ko', headline: '울릉도 여객선 다시 뜬다' });

function changes(before: Partial<PublicArticle>, after: Partial<PublicArticle>, of = base): PieceChange[] {
  return changesOf({ ...of, ...before }, { ...of, ...after });
}

/** A change as a proofreader writes it: `[-gone-]{+new+}`. */
function written({ marks }: PieceChange): string {
  const sign = { added: ['{+', '+}'], removed: ['[-', '-]'] } as const;
  return marks.map(({ text, change }) => (change ? sign[change].join(text) : text)).join('');
}

const proofs = (...[before, after, of]: Parameters<typeof changes>) =>
  changes(before, after, of).map((each) => `${each.block ?? each.piece} ${each.change}: ${written(each)}`);

describe('between two versions', () => {
  test.each<[string, string[], string[], string[]]>([
    ['nothing', ['One.', 'Two.'], ['One.', 'Two.'], []],
    [
      'a word',
      ['It sails at noon today.'],
      ['It sails at ten today.'],
      ['p changed: It sails at [-noon-]{+ten+} today.'],
    ],
    ['a paragraph that came', ['One.', 'Three.'], ['One.', 'Two.', 'Three.'], ['p added: {+Two.+}']],
    ['a paragraph that went', ['One.', 'Two.', 'Three.'], ['One.', 'Three.'], ['p removed: [-Two.-]']],
    [
      'one that changed beside one that came',
      ['The boat leaves at nine from the old pier.'],
      ['Nobody knew.', 'The boat leaves at ten from the old pier.'],
      ['p added: {+Nobody knew.+}', 'p changed: The boat leaves at [-nine-]{+ten+} from the old pier.'],
    ],
    [
      'one that has nothing of the other',
      ['The boat leaves at nine.'],
      ['Kites over Jeju!'],
      ['p added: {+Kites over Jeju!+}', 'p removed: [-The boat leaves at nine.-]'],
    ],
    ['everything that was there', ['One.', 'Two.'], [], ['p removed: [-One.-]', 'p removed: [-Two.-]']],
    [
      'a Korean word with its particle',
      ['배는 아침에 뜬다.'],
      ['배는 저녁에 뜬다.'],
      ['p changed: 배는 [-아침에-]{+저녁에+} 뜬다.'],
    ],
    [
      'another particle',
      ['항구에서 열린 행사.'],
      ['항구까지 열린 행사.'],
      ['p changed: [-항구에서-]{+항구까지+} 열린 행사.'],
    ],
    ['the same syllables letter by letter (NFD)', ['울릉도 뱃길'], ['울릉도 뱃길'.normalize('NFD')], []],
    [
      'words side by side, as one change',
      ['The old boat leaves here at noon.'],
      ['The new ferry leaves here at noon.'],
      ['p changed: The [-old boat-]{+new ferry+} leaves here at noon.'],
    ],
    ['a family', ['배 👨‍👩‍👧 둘'], ['배 👨‍👩‍👦 둘'], ['p changed: 배 [-👨‍👩‍👧-]{+👨‍👩‍👦+} 둘']],
  ])('is told: %s', (_, before, after, expected) => {
    expect(proofs({ body: before.map(p) }, { body: after.map(p) })).toEqual(expected);
  });

  test('headline, standfirst and picture are told before the text, each as a piece of its own', () => {
    const lead = { mediaId: 'a'.repeat(32), caption: '아침 배', credit: 'Mina Harlow' };
    expect(
      proofs(
        { headline: '울릉도 여객선 다시 뜬다' },
        { headline: '울릉도 여객선 내일 뜬다', standfirst: undefined, lead, body: [p('새 글')] } as never,
        ko,
      ),
    ).toEqual([
      'headline changed: 울릉도 여객선 [-다시-]{+내일+} 뜬다',
      'standfirst removed: [-Two sailings a day.-]',
      'lead added: {+아침 배 · Mina Harlow+}',
      'p added: {+새 글+}',
      'p removed: [-The ferry returns on Monday.-]',
    ]);
  });

  test('another picture, link or emphasis under the same words is a change without a mark', () => {
    const link = (href: string): Block => ({ type: 'p', spans: [{ text: 'The table', href }] });
    const picture = (letter: string): Block => ({
      type: 'image',
      media: { mediaId: letter.repeat(32), caption: 'The pier' },
    });
    const found = changes(
      { body: [link('https://a.example'), picture('a')] },
      { body: [link('https://b.example'), picture('b')] },
    );
    expect(found).toEqual([
      { piece: 'body', block: 'p', change: 'changed', marks: [{ text: 'The table' }] },
      { piece: 'body', block: 'image', change: 'changed', marks: [{ text: 'The pier' }] },
    ]);
  });

  test('what is only known of a picture (its size, its colour) is no change', () => {
    const media = { mediaId: 'a'.repeat(32), caption: 'The pier' };
    const known = { ...media, width: 10, height: 10, dominant: '#1b4f91' };
    const body = (of: typeof media): Block[] => [{ type: 'image', media: of }];
    expect(changes({ lead: media, body: body(media) }, { lead: known, body: body(known) })).toEqual([]);
  });

  test('two articles that have nothing in common are told apart at once, however long they are', () => {
    const long = (word: string) =>
      Array.from({ length: 2_000 }, (_, n) => p(`${word}${n} ${'가나 '.repeat(50)}${word}`));
    const begun = performance.now();
    const found = changes({ body: long('a') }, { body: long('b') });
    expect(found.filter(({ change }) => change === 'added')).toHaveLength(2_000);
    expect(found.filter(({ change }) => change === 'removed')).toHaveLength(2_000);
    const one = (word: string) => [p(Array.from({ length: 60_000 }, (_, n) => `${word}${n}`).join(' '))];
    expect(proofs({ body: one('a') }, { body: one('b') })).toHaveLength(2);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe('the revisions of an article', () => {
  const states = [3, 2, 1].map((version) => ({
    ...ko,
    version,
    revision: version,
    headline: `울릉도 뱃길 ${version}보`,
    versionCreated: `2026-03-0${version}T00:00:00.000Z`,
    ...(version === 3 ? { changeType: 'correction' as const, changeNote: '시각을 바로잡았습니다.' } : {}),
  }));

  test('are told newest first, each against the one before, the oldest against nothing', () => {
    const told = revisionsOf(states, 10);
    expect(told.map(({ version, at, changes: of }) => [version, at, of?.map(written)])).toEqual([
      [3, '2026-03-03T00:00:00.000Z', ['울릉도 뱃길 [-2-]{+3+}보']],
      [2, '2026-03-02T00:00:00.000Z', ['울릉도 뱃길 [-1-]{+2+}보']],
      [1, '2026-03-01T00:00:00.000Z', undefined],
    ]);
    expect(told[0]).toMatchObject({ changeType: 'correction', changeNote: '시각을 바로잡았습니다.' });
  });

  test('are cut where the reader wishes, and the last one still knows the one before', () => {
    const told = revisionsOf(states, 2);
    expect(told.map(({ version }) => version)).toEqual([3, 2]);
    expect(told[1]?.changes).toHaveLength(1);
  });
});
