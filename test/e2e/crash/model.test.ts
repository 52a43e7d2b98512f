import { expect, test } from '@jest/globals';
import type { Found } from '#libs/kafka';
import { eventsOf, sayable } from '../../cases.ts';
import { worldOf } from './model.ts';

const LATER = '2026-03-01T12:00:05.000Z';
const NOON = Date.parse('2026-03-01T12:00:00Z');

type Told = { id: string; type?: unknown; source?: unknown; subject?: unknown; data?: unknown };

/** An event as the log has it. */
function logged({ id, type, source, subject, data }: Told, offset: number, appendedAt = NOON): Found {
  const headers = { ce_id: id, ce_source: String(source), ce_type: String(type) };
  const whole = {
    section: 'society',
    slug: '배',
    contentCreated: '2026-01-02T00:00:00Z',
    ...(data as object),
  };
  const record = { key: String(subject), headers, value: Buffer.from(JSON.stringify(whole)) };
  return { topic: 'ingest.events.v1', partition: 0, offset, appendedAt, record };
}

test.each(sayable)('the model says of the cases of the newsroom what they say: $name', (one) => {
  const { lives, endings } = worldOf(eventsOf(one, 'test:article', 'ko').map((event, i) => logged(event, i)));
  const life = lives.get('test:article');
  expect(endings.map(({ outcome }) => outcome)).toEqual(one.outcomes);
  expect(life?.page?.version).toBe(one.expect.public);
  expect(life?.gone?.kind).toBe(one.expect.gone);
  if (one.expect.never) expect(life?.seq).toBe(0);
});

test('a version under embargo takes the older one away, comes when its time is due, and keeps the old date', () => {
  const said = (id: string, version: number, more: object = {}) => ({
    ...{ id, source: '/test', type: 'article.updated', subject: 'test:article' },
    data: { language: 'ko', version, headline: `배 ${version}`, ...more },
  });
  const due = {
    ...{ id: 'due', source: '/content', type: 'article.due', subject: 'test:article' },
    data: { at: LATER },
  };
  const log = [
    logged(said('1', 1), 0),
    logged(said('2', 2, { embargoedUntil: LATER }), 1),
    logged(due, 2, NOON),
    logged(due, 3, NOON + 5_000),
    logged(due, 4, NOON + 5_001),
    // Content asks itself to tell it again: nothing has happened.
    logged({ ...due, id: 'retell 1', type: 'article.reprojected' }, 5, NOON + 5_002),
  ];
  const { lives, endings } = worldOf(log);
  expect(endings.map(({ outcome, seq }) => [outcome, seq])).toEqual([
    ['public', 1],
    ['held', 2],
    ['not due', 2],
    ['public', 4],
    ['not due', 4],
  ]);
  const { page, revisions } = lives.get('test:article') ?? {};
  expect(page).toMatchObject({ version: 2, headline: '배 2', seq: 4 });
  expect(decodeURI(page?.url ?? '')).toMatch(/^\/ko\/society\/2026\/01\/02\/배-[a-z2-7]{10}$/);
  expect(revisions).toEqual([1, 2]);
});
