import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  type Change,
  type EditorialChange,
  type GoneArticle,
  HIDDEN_SECTION,
  type PublicArticle,
} from '#libs/contracts';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle } from '#libs/testing';
import { publicId } from '#libs/text';
import { BackendClient } from '../backend.client.ts';
import { gatewaySettings } from '../settings.ts';
import { type Heard, Journal, KEPT } from './journal.store.ts';
import { Listener } from './listener.ts';
import { idOf, positionOf } from './position.ts';

const ZERO = [0, 0, 0, 0, 0, 0];
const BEGIN = idOf(0, ZERO);

const published = (uri: string, changes: Partial<PublicArticle> = {}): Change => ({
  type: 'article.public',
  article: aPublicArticle({ uri, headline: `${uri} sails`, ...changes }),
});
const gone = (uri: string, changes: Partial<GoneArticle> = {}): Change => ({
  type: 'article.gone',
  article: {
    uri,
    id: publicId(uri),
    seq: 90,
    kind: 'withdrawn',
    section: 'society',
    language: 'en',
    ...changes,
  },
});
const alerts = (...headlines: string[]): EditorialChange => ({
  type: 'breaking.public',
  breaking: {
    uri: 'breaking',
    seq: 1,
    alerts: headlines.map((headline) => ({
      id: headline,
      headline,
      language: /[가-힣]/.test(headline) ? 'ko' : 'en',
      raised: '2026-03-01T00:00:00.000Z',
    })),
  },
});

/** What one gateway has heard, and how many records of each partition there were. */
class Gateway {
  readonly backend = new BackendClient(readSettings(gatewaySettings, {}), Runtime.silent('gateway'));
  readonly journal = new Journal(this.backend);
  private readonly counts = [...ZERO];

  hears(value: Heard['value'], partition = 0): void {
    const offset = this.counts[partition] ?? 0;
    this.counts[partition] = offset + 1;
    this.journal.take([{ partition, offset, value }]);
  }
}

/** A reader's line, with room for so many writes. */
class Line {
  text = '';
  room = Number.POSITIVE_INFINITY;
  write(text: string): boolean {
    this.text += text;
    return --this.room > 0;
  }
  get events(): { event: string; id: string; data: Record<string, unknown> }[] {
    const blocks = this.text.split('\n\n').map((block) => {
      const fields = block.split('\n').map((each) => each.split(/: (.*)/s, 2) as [string, string]);
      return Object.fromEntries(fields) as Record<'event' | 'id' | 'data', string>;
    });
    return blocks
      .filter(({ data }) => data !== undefined)
      .map((block) => ({ ...block, data: JSON.parse(block.data) as Record<string, unknown> }));
  }
  get said(): string[] {
    return this.events.map(({ event, data }) => `${event} ${String(data['id'] ?? data['reason'] ?? '')}`);
  }
}

function follows(
  gateway: Gateway,
  lastId?: string,
  query: { types?: string; lang?: 'en' | 'ko' } = {},
): { line: Line; listener: Listener } {
  const line = new Line();
  const listener = new Listener(gateway.journal, 0, { query, lastId }, line);
  gateway.journal.listen(() => listener.tell());
  listener.tell();
  return { line, listener };
}

let gateway: Gateway;
const [ferry, kite] = [publicId('ferry'), publicId('kite')];
beforeEach(() => {
  gateway = new Gateway();
  gateway.journal.open([], ZERO, ZERO);
});

describe('the id of an event', () => {
  test.each([[ZERO], [[1, 35, 36, 1_295, 7, 2 ** 40]]])('is a place in the log: %j', (position) => {
    expect(positionOf(idOf(3, position), 3, 6)).toEqual(position);
  });

  test.each(['', '0', '0.0.0.0.0.0', '1.0.0.0.0.0.0', '0.0.0.0.0.0.-1', '0.0.0.0.0.0.0.0', '0.0.0.0.0.0.가'])(
    '%j is none of this log',
    (id) => expect(positionOf(id, 0, 6)).toBeUndefined(),
  );
});

describe('a reader is told', () => {
  test('what is new, what changes and what goes, each once', () => {
    const { line } = follows(gateway);
    const first = published('ferry', { seq: 1 });
    gateway.hears(first);
    gateway.hears(first);
    gateway.hears(published('ferry', { seq: 2, revision: 2, headline: '‘Bada’ sails' }));
    gateway.hears(gone('ferry', { notice: { headline: 'Gone', text: 'An error.' } }));
    gateway.hears(published('ferry', { seq: 91, revision: 3 }));
    expect(line.said).toEqual(
      ['published', 'changed', 'withdrawn', 'published'].map((type) => `${type} ${ferry}`),
    );
    expect(line.events[1]?.data).toMatchObject({ headline: '‘Bada’ sails', section: 'society' });
    expect(line.events[2]?.data).toEqual({ id: ferry, notice: { headline: 'Gone', text: 'An error.' } });
    expect(line.events[0]?.data).not.toHaveProperty('body');
  });

  test('nothing of an article under embargo again but its id', () => {
    const { line } = follows(gateway);
    gateway.hears(published('ferry'));
    gateway.hears(gone('ferry', { kind: 'embargoed-again' }));
    expect(line.events.at(-1)?.data).toEqual({ id: ferry });
  });

  test('nothing of what is hidden, be it published, changed or gone', () => {
    const { line } = follows(gateway);
    gateway.hears(published('canary', { section: HIDDEN_SECTION }));
    gateway.hears(published('canary', { section: HIDDEN_SECTION, seq: 2, revision: 2 }));
    gateway.hears(gone('canary', { section: HIDDEN_SECTION }));
    expect(line.said).toEqual([]);
    gateway.hears(published('ferry'));
    expect(line.said).toEqual([`published ${ferry}`]);
  });

  test('of a change that was first heard of here as a change', () => {
    const { line } = follows(gateway);
    gateway.hears(published('ferry', { seq: 7, revision: 4 }));
    expect(line.said).toEqual([`changed ${ferry}`]);
  });

  test.each<[string, { types?: string; lang?: 'en' | 'ko' }, string[]]>([
    ['only the types it asks for', { types: 'withdrawn,breaking' }, ['breaking', 'withdrawn']],
    ['only one edition', { lang: 'ko' }, ['published', 'breaking']],
    ['both', { lang: 'ko', types: 'published' }, ['published']],
  ])('%s', (_, query, expected) => {
    const { line } = follows(gateway, undefined, query);
    gateway.hears(published('ferry'));
    gateway.hears(published('연', { language: 'ko', headline: '연이 돌아온다' }), 1);
    gateway.hears(alerts('폭설 특보', 'Snow warning'), 2);
    gateway.hears(gone('ferry'));
    expect(line.events.map(({ event }) => event)).toEqual(expected);
    if (query.lang && expected.includes('breaking')) {
      expect(line.events.at(-1)?.data).toEqual({
        alerts: [expect.objectContaining({ headline: '폭설 특보' })],
      });
    }
  });

  test('of an article that moves to the other edition in both', () => {
    const { line } = follows(gateway, undefined, { lang: 'en' });
    gateway.hears(published('ferry', { seq: 1 }));
    gateway.hears(published('ferry', { seq: 2, revision: 2, language: 'ko', headline: '여객선' }));
    expect(line.said).toEqual([`published ${ferry}`, `changed ${ferry}`]);
  });
});

describe('a reader who comes again', () => {
  test('is told what it has missed, also by another gateway that heard it in another order', () => {
    const other = new Gateway();
    other.journal.open([], ZERO, ZERO);
    const { line } = follows(gateway);
    gateway.hears(published('ferry'), 1);
    for (const uri of ['kite', 'lantern']) other.hears(published(uri), 4);
    other.hears(published('ferry'), 1);
    other.hears(published('snow'), 5);
    const again = follows(other, line.events.at(-1)?.id);
    expect(again.line.said).toEqual(['kite', 'lantern', 'snow'].map((uri) => `published ${publicId(uri)}`));
    expect(follows(other, again.line.events.at(-1)?.id).line.said).toEqual([]);
  });

  test('to a gateway that is behind is told nothing twice', () => {
    const behind = new Gateway();
    behind.journal.open([], ZERO, ZERO);
    const { line } = follows(gateway, BEGIN);
    for (const uri of ['ferry', 'kite']) gateway.hears(published(uri));
    const again = follows(behind, line.events.at(-1)?.id);
    for (const uri of ['ferry', 'kite', 'snow']) behind.hears(published(uri));
    expect(again.line.said).toEqual([`published ${publicId('snow')}`]);
  });

  test('is not told what was withdrawn meanwhile, by the log or by another way', () => {
    for (const uri of ['ferry', 'kite']) gateway.hears(published(uri));
    gateway.hears(gone('ferry'));
    gateway.backend.markGone(kite, 90);
    const { line } = follows(gateway, BEGIN);
    expect(line.said).toEqual([`withdrawn ${ferry}`]);
    expect(line.text).not.toMatch(/sails/);
  });

  test('is told of the alerts that stand, and of none that was cleared', () => {
    gateway.hears(alerts('Snow warning'), 2);
    gateway.hears(alerts(), 2);
    const { line } = follows(gateway, BEGIN);
    expect(line.events.map(({ data }) => data)).toEqual([{ alerts: [] }]);
  });

  test(`has to begin anew when it has missed more than ${KEPT}`, () => {
    for (let n = 0; n <= KEPT; n++) gateway.hears(published(`test:${n}`));
    expect(follows(gateway, idOf(0, [1, 0, 0, 0, 0, 0])).line.said).toHaveLength(KEPT);
    const { line } = follows(gateway, BEGIN);
    gateway.hears(published('ferry'));
    expect(line.said).toEqual([expect.stringMatching(/^reset more was missed/), `published ${ferry}`]);
  });

  test.each(['nonsense', '1.0.0.0.0.0.0', idOf(0, [50_000, 0, 0, 0, 0, 0])])(
    'with an id of another log (%s) has to begin anew',
    (id) => expect(follows(gateway, id).line.events.map(({ event }) => event)).toEqual(['reset']),
  );

  test('knows its place from the first moment on, without an event', () => {
    gateway.hears(published('ferry'));
    const { line } = follows(gateway);
    expect(line.text).toBe(`id: ${idOf(0, [1, 0, 0, 0, 0, 0])}\n\n: live\n\n`);
  });
});

describe('a gateway that has just started', () => {
  test('tells nothing before it knows what was told before, and then all of it', () => {
    const late = new Gateway();
    const { line } = follows(late, BEGIN);
    late.journal.take([{ partition: 0, offset: 1, value: published('kite') }]);
    expect(line.text).toBe('');
    const past = [published('ferry'), published('kite')].map((value, offset) => ({
      partition: 0,
      offset,
      value,
    }));
    late.journal.open(past, ZERO, [2, 0, 0, 0, 0, 0]);
    expect(line.said).toEqual([`published ${ferry}`, `published ${kite}`]);
  });

  test('does not pretend to know what it has not read', () => {
    const late = new Gateway();
    late.journal.open([], [9, 0, 0, 0, 0, 0], [9, 0, 0, 0, 0, 0]);
    expect(follows(late, idOf(0, [8, 0, 0, 0, 0, 0])).line.events[0]?.event).toBe('reset');
    expect(follows(late, idOf(0, [9, 0, 0, 0, 0, 0])).line.said).toEqual([]);
  });
});

describe('a line that takes no more', () => {
  test('is written to again when it is empty, from where it was', () => {
    const { line, listener } = follows(gateway);
    line.room = 2;
    for (const uri of ['ferry', 'kite', 'snow']) gateway.hears(published(uri));
    expect(line.said).toEqual([`published ${ferry}`, `published ${kite}`]);
    line.room = 9;
    expect(listener.drained()).toBe(true);
    expect(line.said.at(-1)).toBe(`published ${publicId('snow')}`);
  });

  test('is given up after a whole beat, or when what it should be told is not kept any more', () => {
    const slow = follows(gateway);
    slow.line.room = 1;
    gateway.hears(published('ferry'));
    expect([slow.listener.beat(), slow.listener.beat()]).toEqual([true, false]);
    const behind = follows(gateway);
    behind.line.room = 1;
    for (let n = 0; n <= KEPT + 1; n++) gateway.hears(published(`test:${n}`));
    expect(behind.listener.drained()).toBe(false);
  });

  test('is kept open by a beat while it is read', () => {
    const { line, listener } = follows(gateway);
    expect([listener.beat(), listener.beat()]).toEqual([true, true]);
    expect(line.text.endsWith('\n\n:\n\n:\n\n')).toBe(true);
  });
});
