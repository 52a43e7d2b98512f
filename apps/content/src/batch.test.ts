import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Change, IntakeEvent, PublicArticle } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import type { ArticleState } from './article.ts';
import { type Decided, decideBatch, type Verdict } from './batch.ts';

const BEGIN = Date.parse('2026-03-01T12:00:00+09:00');
const MINUTE = 60_000;
const uris = ['test:a', 'test:나'];

/** What a store and a change log do with what was decided; it may die before any of the effects. */
class Office {
  readonly states = new Map<string, ArticleState>();
  readonly verdicts = new Map<string, Verdict>();
  readonly told: Change[] = [];
  position = 0;

  /** Decides the next records, at most `most`; answers what became of them. */
  take(log: readonly Delivery<IntakeEvent>[], most: number, effects: number): Decided {
    const deliveries = log.slice(this.position, this.position + most);
    const ids = new Map(uris.map((uri, index) => [uri, `${index}`.padStart(10, 'a')]));
    const clock = BEGIN + 1e9 * MINUTE;
    const decided = decideBatch(deliveries, {
      states: this.states,
      verdicts: this.verdicts,
      ids,
      media: new Map(),
      epoch: 0,
      clock,
    });
    const steps = [
      () => {
        for (const verdict of decided.verdicts) this.verdicts.set(verdict._id, verdict);
      },
      () => this.write([...decided.states.values()]),
      () => this.told.push(...decided.told.map(({ change }) => change)),
      () => {
        this.position += deliveries.length;
      },
    ];
    for (const step of steps.slice(0, effects)) step();
    return decided;
  }

  private write(states: readonly ArticleState[]): void {
    for (const state of states) {
      if ((this.states.get(state.uri)?.decided ?? 0) < state.decided) this.states.set(state.uri, state);
    }
  }
}

const said = fc.record({
  uri: fc.constantFrom(...uris),
  id: fc.integer({ min: 0, max: 12 }),
  type: fc.constantFrom('article.updated', 'article.updated', 'article.reinstated', 'article.withdrawn'),
  version: fc.integer({ min: 1, max: 6 }),
  held: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined, freq: 3 }),
});
const logs = fc.array(said, { maxLength: 20 }).map((all) =>
  all.map(({ uri, id, type, version, held }, offset): Delivery<IntakeEvent> => {
    const at = BEGIN + offset * MINUTE;
    const publishAt = held === undefined ? {} : { publishAt: new Date(at + held * MINUTE).toISOString() };
    const article = {
      uri,
      version,
      language: 'ko',
      headline: `${version}보`,
      slug: 'x',
      section: 'society',
      tags: [],
      by: [],
    };
    const more = { contentCreated: '2026-01-01T00:00:00Z', body: [], ...publishAt };
    const data = type === 'article.withdrawn' ? { uri, reason: '오보' } : { ...article, ...more };
    const value = { id: `${uri}-${id}`, source: '/test', uri, type, data } as unknown as IntakeEvent;
    return { topic: 't', partition: 0, offset, appendedAt: at, key: uri, value, headers: {} };
  }),
);
const batches = fc.array(
  fc.record({ most: fc.integer({ min: 1, max: 7 }), effects: fc.integer({ min: 0, max: 4 }) }),
  { maxLength: 30 },
);

/** One record after the other, each with all its effects. */
function slowly(log: readonly Delivery<IntakeEvent>[]): Office {
  const record = new Office();
  while (record.position < log.length) record.take(log, 1, 4);
  return record;
}

const plain = (verdicts: ReadonlyMap<string, Verdict>) =>
  [...verdicts.values()].map(({ _id, n, outcome }) => ({ _id, n, outcome })).toSorted((a, b) => a.n - b.n);

describe('a log that is decided in batches', () => {
  test('ends like one that is decided record by record, wherever it is cut and whenever the process dies', () => {
    fc.assert(
      fc.property(logs, batches, (log, batches) => {
        const record = new Office();
        for (const { most, effects } of batches) record.take(log, most, effects);
        while (record.position < log.length) record.take(log, 5, 4);
        const expected = slowly(log);
        expect(record.states).toEqual(expected.states);
        expect(plain(record.verdicts)).toEqual(plain(expected.verdicts));
        for (const uri of uris) {
          const last = record.told.filter(({ article }) => article.uri === uri).at(-1)?.article;
          const state = record.states.get(uri);
          expect(last).toEqual(state?.article ?? state?.gone);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('tells the states of an article in their order; of each public one that no withdrawal has closed the words are kept', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const { told, revisions, outcomes, closed } = new Office().take(log, 100, 0);
        const changes = told.map(({ change }) => change);
        expect(outcomes).toHaveLength(log.length);
        for (const uri of uris) {
          const numbers = changes
            .filter(({ article }) => article.uri === uri)
            .map(({ article }) => article.seq);
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        }
        const shown = changes.filter(({ type }) => type === 'article.public').map(({ article }) => article);
        const open = ({ uri, version }: PublicArticle) => version > (closed.get(uri) ?? 0);
        const named = (states: readonly PublicArticle[]) =>
          new Map(states.map((each) => [`${each.uri}#${each.version}`, each]));
        const kept = named(revisions.map(({ article }) => article));
        expect(kept).toEqual(named((shown as PublicArticle[]).filter(open)));
        expect(kept.size).toBe(revisions.length);
      }),
    );
  });

  test('has one verdict for each event, that of the record which was first', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const { verdicts } = new Office().take(log, 100, 0);
        const first = new Map(log.toReversed().map(({ value, offset }) => [`/test|${value.id}`, offset + 1]));
        expect(new Map(verdicts.map(({ _id, n }) => [_id, n]))).toEqual(first);
      }),
    );
  });
});
