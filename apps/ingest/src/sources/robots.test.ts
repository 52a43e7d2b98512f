import { describe, expect, test } from '@jest/globals';
import { lets, rulesFor } from './robots.ts';

const may = (text: string, path: string) => lets(rulesFor(text), `https://wire.example${path}`);
const forAll = (...lines: string[]) => ['User-agent: *', ...lines].join('\n');

describe('which rules are for us', () => {
  const cases: Record<string, [text: string, allowed: boolean]> = {
    'none, when nothing is said': ['', true],
    'those for everybody': ['User-agent: *\nDisallow: /', false],
    'our own instead, in whatever case it is written': [
      'User-agent: *\nDisallow: /\n\nUser-agent: SOSIKBOT\nAllow: /',
      true,
    ],
    'our own with a version behind the name': ['User-agent: SosikBot/2.1\nDisallow: /feed', false],
    'not those of a robot whose name begins like ours': ['User-agent: SosikBotNews\nDisallow: /', true],
    'of a group that several robots share': ['User-agent: a\nUser-agent: sosikbot\nDisallow: /feed', false],
    'of all groups that name us': [
      'User-agent: sosikbot\nDisallow: /a\n\nUser-agent: b\nAllow: /\n\nUser-agent: sosikbot\nDisallow: /feed',
      false,
    ],
    'of a group in the midst of which others say something else': [
      'User-agent: sosikbot\nCrawl-delay: 5\nSitemap: https://wire.example/s\nDisallow: /feed',
      false,
    ],
    'not those before any group': ['Disallow: /\nUser-agent: *\nAllow: /', true],
    'with comments, spaces, and lines that end as they like': [
      '\uFEFF# 로봇\r\n  user-agent :  sosikbot # 우리\r  disallow:/feed # 여기',
      false,
    ],
  };
  test.each(Object.keys(cases))('%s', (name) => {
    const [text, allowed] = cases[name] ?? ['', true];
    expect(may(text, '/feed.xml')).toBe(allowed);
  });
});

describe('whether an address may be read', () => {
  test.each([
    ['the longest rule that fits decides', ['Allow: /feed/', 'Disallow: /'], '/feed/a', true],
    ['in whatever order they stand', ['Disallow: /feed/private', 'Allow: /feed'], '/feed/private/a', false],
    ['of two as long, the one that lets', ['Disallow: /feed', 'Allow: /feed'], '/feed', true],
    ['an empty rule fits nothing', ['Disallow:'], '/feed', true],
    ['a star stands for anything', ['Disallow: /*/private*.xml'], '/a/b/private/x.xml?y', false],
    ['a dollar for the end', ['Disallow: /*.xml$'], '/feed.xml', false],
    ['so that more behind it is another address', ['Disallow: /*.xml$'], '/feed.xml?a=1', true],
    ['without a star too', ['Disallow: /feed$'], '/feeds', true],
    ['pieces do not lie over each other', ['Disallow: /aba*ba$'], '/aba', true],
    ['what is asked belongs to the address', ['Disallow: /feed?*full'], '/feed?x=1&full=1', false],
    ['Korean is the same in letters and escaped', ['Disallow: /속보'], '/%EC%86%8D%eb%b3%b4/1', false],
    ['and the other way round', ['Disallow: /%ec%86%8d'], '/속보', false],
    ['escaped plain letters are plain letters', ['Disallow: /fe%65d'], '/f%65ed', false],
    ['an escaped star is a star in the address', ['Disallow: /a%2Ab'], '/aXb', true],
    ['robots.txt itself is for everybody', ['Disallow: /'], '/robots.txt', true],
  ])('%s', (_, lines, path, allowed) => {
    expect(may(forAll(...lines), path)).toBe(allowed);
  });

  test('a rule made to be slow is not', () => {
    const text = forAll(...Array.from({ length: 2_000 }, () => `Disallow: /${'a*'.repeat(100)}b$`));
    const began = performance.now();
    expect(may(text, `/${'a'.repeat(2_000)}`)).toBe(true);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
