import { describe, expect, test } from '@jest/globals';
import { ArticleInput, HIDDEN_SECTION } from '#libs/contracts';
import {
  brokenIn,
  canaryOf,
  type Hop,
  isWhole,
  type Sight,
  sentenceOf,
  surfacesOf,
  versionIn,
} from './canary.ts';

const GATE = 'http://127.0.0.1:4001';
const surfaces = surfacesOf({ id: 'abcdefghij', url: '/sosik-canary/2026/03/01/canary-abcdefghij' });
const everywhere = new Map(surfaces.map(({ name }, index) => [name, 40 + index]));
const hop = (service: string, changes: Partial<Hop> = {}): Hop => ({
  ...{ service, group: service, applied: true, lag: 0 },
  ...changes,
});
const all = [hop('content'), hop('search'), hop('popularity'), hop('gateway', { group: 'gateway.a1b2' })];
const behind = { applied: false, lag: 1 };

function sight(changes: Partial<Sight> = {}): Sight {
  return {
    at: Date.UTC(2026, 2, 1, 3, 4, 5),
    age: 10_000,
    lateMs: 10_000,
    hops: all,
    seen: everywhere,
    ...changes,
  };
}

/** All surfaces but those of one consumer. */
function without(...names: string[]): ReadonlyMap<string, number> {
  return new Map([...everywhere].filter(([name]) => !names.includes(name)));
}

describe('a canary', () => {
  test('is an article that the gate accepts, in the section that no reader meets, of one uri for each gate', () => {
    const first = canaryOf(GATE, 1_772_334_245_000);
    expect(ArticleInput.parse(first)).toMatchObject({
      uri: 'canary:127.0.0.1:4001',
      section: HIDDEN_SECTION,
    });
    expect(canaryOf('http://ingest/', 1).uri).toBe('canary:ingest');
    expect(canaryOf('http://[::1]:4001', 1).uri).toBe('canary:-::1-:4001');
    expect(ArticleInput.safeParse(canaryOf('http://소식.example:4001', 1)).success).toBe(true);
  });

  test.each([
    ['<h1>Canary of 127.0.0.1:4001 at 1772334245000</h1>', 1_772_334_245_000],
    ['Canary of 127.0.0.1:4001 at 5, Canary of 127.0.0.1:4001 at 17, Canary of 127.0.0.1:4001 at 9', 17],
    ['Canary of 127.0.0.1:4002 at 99', 0],
    ['Canary of 127.0.0.1:4001 at noon', 0],
    ['카나리아', 0],
    ['', 0],
  ])('is read in %p as version %p', (body, version) => {
    expect(versionIn(body, GATE)).toBe(version);
  });

  test('is whole when every surface shows it and everybody has applied it', () => {
    expect(isWhole(sight(), surfaces)).toBe(true);
    expect(isWhole(sight({ seen: without('search') }), surfaces)).toBe(false);
    expect(isWhole(sight({ hops: [...all.slice(0, 3), hop('gateway', behind)] }), surfaces)).toBe(false);
    const { hops: _, ...deaf } = sight();
    expect(isWhole(deaf, surfaces)).toBe(false);
  });
});

describe('who keeps a canary from being everywhere', () => {
  const { hops: _, ...deaf } = sight();
  test.each<[string, Sight, string[]]>([
    [
      'the gate, which does not take it',
      sight({ refused: 'ingest is not available', seen: new Map() }),
      ['ingest'],
    ],
    ['the log, which does not answer', { ...deaf, seen: new Map() }, ['kafka']],
    [
      'content, though nobody behind it has anything',
      sight({ hops: [hop('content', behind)], seen: new Map() }),
      ['content'],
    ],
    [
      'search, which is behind',
      sight({ hops: [hop('content'), hop('search', behind), ...all.slice(2)], seen: without('search') }),
      ['search'],
    ],
    [
      'search, whose last process is gone',
      sight({ hops: [hop('content'), ...all.slice(2)], seen: without('search') }),
      ['search'],
    ],
    ['search, which has applied it and finds nothing', sight({ seen: without('search') }), ['search']],
    [
      'popularity',
      sight({
        hops: [...all.slice(0, 2), hop('popularity', behind), hop('gateway')],
        seen: without('rankings'),
      }),
      ['popularity'],
    ],
    [
      'one of two gateways',
      sight({ hops: [...all, hop('gateway', { ...behind, group: 'gateway.c3d4' })] }),
      ['gateway'],
    ],
    [
      'a gateway that serves what it had',
      sight({ seen: without('article page', 'section list') }),
      ['gateway'],
    ],
    [
      'two at once',
      sight({
        hops: [hop('content'), hop('search', behind), hop('popularity', behind), hop('gateway')],
        seen: without('search', 'rankings'),
      }),
      ['search', 'popularity'],
    ],
    ['nobody', sight(), []],
  ])('%s', (_name, seen, expected) => {
    expect(brokenIn(seen, surfaces).map(({ consumer }) => consumer)).toEqual(expected);
  });
});

describe('what an operator is told', () => {
  test.each<[Sight, string]>([
    [sight({ age: 44 }), 'The canary of 03:04:05 UTC was on every surface after 44 ms.'],
    [
      sight({ age: 90, seen: without('search', 'rankings') }),
      'The canary of 03:04:05 UTC is on 3 of 5 surfaces after 90 ms.',
    ],
    [
      sight({ hops: [hop('content'), hop('search', behind), ...all.slice(2)], seen: without('search') }),
      'The canary of 03:04:05 UTC is late after 10.0 s. search is broken: the group search has 1 record to apply up to it. Missing on: search.',
    ],
    [
      sight({ refused: 'the key may not publish', age: 12, seen: new Map() }),
      'The canary of 03:04:05 UTC is not published. ingest is broken: the gate has not taken it: the key may not publish.',
    ],
    [
      sight({ hops: [...all, hop('gateway', { group: 'gateway.c3d4', applied: false, lag: 7 })] }),
      'The canary of 03:04:05 UTC is late after 10.0 s. gateway is broken: the group gateway.c3d4 has 7 records to apply up to it. It is on every surface.',
    ],
  ])('%#', (seen, words) => {
    expect(sentenceOf(seen, surfaces)).toBe(words);
  });
});
