import { expect, test } from '@jest/globals';
import type { Envelope } from '#libs/client';
import { ArticleInput } from '#libs/contracts';
import { Chance } from '../local/chance.ts';
import { news } from './news.ts';

const NOW = Date.parse('2026-11-30T09:00:00Z');

function said(seed: number, count: number): Envelope[] {
  const events = news('run', new Chance(seed), () => NOW);
  return Array.from({ length: count }, () => events.next().value as Envelope);
}
const wordsOf = ({ time: _, ...event }: Envelope) => JSON.stringify(event);

test('the same seed says the same, another one something else', () => {
  const [first, again, other] = [said(7, 500), said(7, 500), said(8, 500)].map((each) => each.map(wordsOf));
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('each event is one that the gate takes: copies to the letter, versions that rise, times that lie ahead', () => {
  const events = said(7, 4_000);
  const byId = Map.groupBy(events, ({ id }) => id);
  for (const same of byId.values()) expect(new Set(same.map(wordsOf)).size).toBe(1);
  const versions = new Map<string, number>();
  for (const [{ type, data }] of byId.values() as Iterable<[Envelope]>) {
    if (type === 'article.withdrawn') continue;
    const { uri, version, publishAt, embargoedUntil } = ArticleInput.parse(data);
    expect(version).toBe((versions.get(uri) ?? 0) + 1);
    versions.set(uri, version);
    const until = publishAt ?? embargoedUntil;
    if (until !== undefined) expect(Date.parse(until)).toBeGreaterThan(NOW);
  }
});

test('it holds all kinds of news, in both languages', () => {
  const events = said(7, 4_000);
  const types = Map.groupBy(events, ({ type }) => type);
  expect([...types.keys()].toSorted()).toEqual([
    'article.published',
    'article.reinstated',
    'article.updated',
    'article.withdrawn',
  ]);
  const text = events.map(wordsOf).join('\n');
  for (const word of ['여객선', 'Ferry', '오보', 'publishAt', 'embargoedUntil']) expect(text).toContain(word);
  expect(new Set(events.map(({ id }) => id)).size).toBeLessThan(events.length);
});
