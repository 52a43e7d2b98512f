import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aPublicArticle } from '#libs/testing';
import { named, namesOf, outdated } from './naming.ts';

/** `a>b Name` says that a is now at b and called Name; the later one is said later. */
function namesFrom(...said: string[]) {
  const bySlug = new Map(
    said.map((text, at) => {
      const [, slug = '', to = '', name = ''] = /^(\S+?)>(\S+) (.+)$/.exec(text) ?? [];
      return [slug, { bearer: 'tag' as const, slug, to, name, at }];
    }),
  );
  return namesOf([...bySlug.values()]);
}

describe('renamings', () => {
  test.each<[string, string[], Record<string, string>]>([
    ['of a name only', ['a>a 새 이름'], { a: 'a 새 이름' }],
    ['to a new address', ['a>b B'], { a: 'b B', b: 'b B' }],
    ['in a chain', ['a>b B', 'b>c C', 'c>d D'], { a: 'd D', b: 'd D', c: 'd D' }],
    ['in a chain, said from its end', ['c>d D', 'b>c C', 'a>b B'], { a: 'd D', b: 'd D', c: 'd D' }],
    ['of two into one', ['a>c First', 'b>c Second'], { a: 'c Second', b: 'c Second', c: 'c Second' }],
    ['taken back', ['a>b B', 'b>a A'], { a: 'a A', b: 'a A' }],
    [
      'taken back and said anew',
      ['a>b B', 'b>a A', 'b>b B', 'a>b B again'],
      { a: 'b B again', b: 'b B again' },
    ],
    ['in a circle of three', ['a>b B', 'b>c C', 'c>a A'], { a: 'a A', b: 'a A', c: 'a A' }],
    ['into a circle', ['a>b B', 'b>a A', 'z>b Z'], { z: 'a A' }],
    ['that move elsewhere later', ['a>b B', 'a>c C'], { a: 'c C' }],
    ['of a name that was moved to', ['a>b B', 'b>b Better'], { a: 'b Better', b: 'b Better' }],
  ])('%s end at one address', (_, said, expected) => {
    const { tag } = namesFrom(...said);
    for (const [slug, now] of Object.entries(expected)) {
      expect(`${slug}: ${tag.get(slug)?.slug} ${tag.get(slug)?.name}`).toBe(`${slug}: ${now}`);
    }
  });

  test('always come to an end, that leads nowhere else, whatever is said', () => {
    const slug = fc.constantFrom(...'abcde');
    fc.assert(
      fc.property(fc.array(fc.tuple(slug, slug), { maxLength: 12 }), (pairs) => {
        const { tag } = namesFrom(...pairs.map(([from, to], i) => `${from}>${to} N${i}`));
        for (const { slug: end } of tag.values()) expect(tag.get(end)?.slug).toBe(end);
      }),
    );
  });
});

describe('an article', () => {
  const tags = [
    { name: '울릉도', slug: '울릉도', type: 'place' as const },
    { name: 'Ferry', slug: 'ferry' },
  ];
  const said = { tags, by: [{ name: 'Mina Harlow', slug: 'mina-harlow', role: 'Reporter' }] };

  test('shows the names of today and remembers those that were said', () => {
    const { shown, said: kept } = named(said, namesFrom('울릉도>ulleung Ulleung'));
    expect(shown.tags).toEqual([{ name: 'Ulleung', slug: 'ulleung', type: 'place' }, tags[1]]);
    expect(kept).toEqual(said);
  });

  test('shows a tag once where two of its tags have become one', () => {
    const { shown } = named(said, namesFrom('울릉도>ferry 뱃길'));
    expect(shown.tags).toEqual([{ name: '뱃길', slug: 'ferry', type: 'place' }]);
  });

  test('remembers nothing where it is called as the newsroom says', () => {
    expect(named(said, namesFrom('squid>calamari Calamari'))).toEqual({ shown: said });
  });

  test('is outdated as long as it shows another name than that of today, whichever way that came', () => {
    const article = aPublicArticle({ ...said });
    const moved = namesFrom('ferry>boat Boat');
    expect(outdated({ article }, namesFrom())).toBe(false);
    expect(outdated({ article }, moved)).toBe(true);
    const { shown, ...kept } = named(said, moved);
    const again = { article: { ...article, ...shown }, ...kept };
    expect(outdated(again, moved)).toBe(false);
    // Moved elsewhere instead: what was said decides, not where it stands.
    expect(outdated(again, namesFrom('ferry>boat Boat', 'ferry>ship Ship'))).toBe(true);
    expect(outdated(again, namesFrom())).toBe(true);
    expect(outdated({}, moved)).toBe(false);
  });
});
