import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deadTopic, encodeIntake, type IntakeEvent, type LogRecord, topics } from '#libs/contracts';
import { type Delivery, Runner, Sender } from '#libs/kafka';
import { Database } from '#libs/mongo';
import { Runtime, SETTINGS } from '#libs/service';
import { aHold, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { Ear, ear } from '../../../test/ear.ts';
import { ArticleStore } from './article.store.ts';
import { content } from './content.module.ts';
import { IntakeConsumer } from './intake.consumer.ts';

const env = installation();
let newsroom: Newsroom;
let heard: Ear;
let sender: Sender;
let store: ArticleStore;

async function open(settings: Record<string, string>): Promise<void> {
  newsroom = await startNewsroom([content, ear], { env: settings });
  heard = newsroom.app('ear').get(Ear);
  sender = newsroom.app('content').get(Sender);
  store = newsroom.app('content').get(ArticleStore);
}
beforeAll(() => open(env));
afterAll(() => newsroom?.stop());

const eventually = within(10_000);

let count = 0;

function anEvent(uri: string, version: number, changes: object = {}): IntakeEvent {
  const data = {
    ...{ uri, version, language: 'ko', headline: `울릉도 뱃길 ${version}보`, slug: '울릉도-뱃길' },
    ...{ section: 'society', tags: [], by: [], contentCreated: '2026-01-02T03:04:05Z' },
    body: [{ type: 'p', spans: [{ text: '배가 뜬다 🚢' }] }],
    ...changes,
  };
  return { id: `e${count++}`, source: '/test', uri, type: 'article.updated', data } as IntakeEvent;
}

function aWithdrawal(uri: string, id = `e${count++}`): IntakeEvent {
  return { id, source: '/test', uri, type: 'article.withdrawn', data: { uri, reason: '오보' } };
}

const say = (event: IntakeEvent) => sender.send(topics.intake.name, encodeIntake(event));

/** Says events of one article and waits until all are decided and told. */
async function sayAll(...events: IntakeEvent[]): Promise<void> {
  for (const event of events) await say(event);
  await newsroom.settled();
}

/** How many records lie in the dead-letter topic of content: the place of one more tells. */
async function deadLetters(): Promise<number> {
  const marker = { key: undefined, value: null, headers: {} };
  const { offset } = await sender.send(deadTopic(topics.intake.name, 'content'), marker, 0);
  return offset;
}

describe('records that can not be read', () => {
  const valid = encodeIntake(anEvent('poison:x', 1));
  const poison: [string, Partial<LogRecord>][] = [
    ['bytes that are not JSON', { value: Buffer.from([0xff, 0xfe, 0x00]) }],
    ['half a JSON text', { value: Buffer.from('{"uri": "poison:x", "headline": "울릉') }],
    ['no value', { value: null }],
    ['no headers', { headers: {} }],
    ['a type nobody knows', { headers: { ...valid.headers, ce_type: 'article.exploded' } }],
    ['the name of a method of every object', { headers: { ...valid.headers, ce_type: 'constructor' } }],
    ['an article without a headline', { value: Buffer.from('{"uri":"poison:x","version":1}') }],
    ['a version that is no number', { headers: { ...valid.headers, ce_expectedversion: 'two' } }],
  ];

  test('go to the dead letters one by one; what lies before and after them is decided', async () => {
    const before = await deadLetters();
    const { partition } = await say(anEvent('poison:x', 1));
    for (const [index, [, damage]] of poison.entries()) {
      await sender.send(topics.intake.name, { ...valid, ...damage }, partition);
      await sender.send(topics.intake.name, encodeIntake(anEvent(`poison:${index}`, 1)), partition);
    }
    await newsroom.settled();
    for (const [index, [name]] of poison.entries()) {
      const state = await store.find(`poison:${index}`);
      expect({ name, status: state?.status }).toEqual({ name, status: 'public' });
    }
    expect(await store.find('poison:x')).toMatchObject({ article: { version: 1 } });
    expect((await deadLetters()) - before - 1).toBe(poison.length);
  });

  test('a withdrawal is obeyed although everything else in it is wrong', async () => {
    await sayAll(anEvent('poison:w', 1));
    const { key, headers } = encodeIntake(aWithdrawal('poison:w'));
    const value = Buffer.from(JSON.stringify({ uri: 'poison:w', reason: 7, version: 'all', notice: '🙅' }));
    await sender.send(topics.intake.name, { key, headers, value });
    await newsroom.settled();
    expect(await store.find('poison:w')).toMatchObject({ status: 'gone', gone: { kind: 'withdrawn' } });
  });
});

describe('an event that comes again', () => {
  test('under its id has no effect, whatever else it says by now', async () => {
    const first = anEvent('again:1', 1);
    await sayAll(first, { ...anEvent('again:1', 2), id: first.id });
    expect(heard.of('again:1').map(({ article }) => article)).toMatchObject([{ version: 1 }]);
  });

  test('as a withdrawal, after the reinstatement, does not take the article away again', async () => {
    const withdrawal = aWithdrawal('again:2');
    const back = { ...anEvent('again:2', 2), type: 'article.reinstated' } as IntakeEvent;
    await sayAll(anEvent('again:2', 1), withdrawal, back, withdrawal);
    expect(await store.find('again:2')).toMatchObject({ status: 'public', article: { version: 2 } });
  });

  test('as a redelivery of the log tells each article’s newest state again, and changes none', async () => {
    await sayAll(anEvent('again:3', 1), anEvent('again:3', 2));
    await sayAll(anEvent('again:4', 1), aWithdrawal('again:4'));
    const before = await Promise.all(['again:3', 'again:4'].map((uri) => store.find(uri)));
    const told = heard.heard.length;
    for (let partition = 0; partition < topics.intake.partitions; partition++) {
      await store.keepPosition(topics.intake.name, partition, 0);
    }
    await newsroom.app('content').get(Runner).reposition();
    await eventually(() => {
      const again = heard.heard.slice(told);
      for (const state of before)
        expect(again.map(({ article }) => article)).toContainEqual(state?.article ?? state?.gone);
    });
    await newsroom.settled();
    expect(await Promise.all(['again:3', 'again:4'].map((uri) => store.find(uri)))).toEqual(before);
    expect(heard.of('again:3').at(-1)?.article).toEqual(before[0]?.article);
    expect(heard.of('again:4').at(-1)?.article).toEqual(before[1]?.gone);
  });
});

/** A consumer beside the one that reads: it gets what a test hands it. */
let consumer: IntakeConsumer;
function aConsumer(of: ArticleStore): IntakeConsumer {
  const app = newsroom.app('content');
  const runtime = app.get(Runtime);
  return new IntakeConsumer(
    of,
    sender,
    runtime,
    new Runner(app.get(SETTINGS), runtime, sender, { group: 'x' }),
  );
}

function delivery(value: IntakeEvent, offset: number): Delivery<IntakeEvent> {
  const appendedAt = Date.parse('2026-03-01T12:00:00Z');
  return { topic: 'elsewhere', partition: 0, offset, appendedAt, key: value.uri, value, headers: {} };
}

describe('a crash between two effects', () => {
  const steps = ['keepVerdicts', 'keepRevisions', 'writeMany', 'eraseRevisions', 'keepPosition'] as const;

  /** A store whose process dies before one of its effects, or whose first look is older than the truth. */
  class DyingStore extends ArticleStore {
    dies: (typeof steps)[number] | undefined;
    blind = false;

    constructor(...given: ConstructorParameters<typeof ArticleStore>) {
      super(...given);
      for (const step of steps) {
        const original = this[step].bind(this) as (...args: unknown[]) => Promise<unknown>;
        Object.assign(this, {
          [step]: async (...args: unknown[]) => {
            if (this.dies === step) throw new Error('the process has died');
            return original(...args);
          },
        });
      }
    }

    override async findMany(uris: readonly string[]): ReturnType<ArticleStore['findMany']> {
      if (!this.blind) return super.findMany(uris);
      this.blind = false;
      return new Map();
    }

    async revisionsOf(uri: string): Promise<number> {
      return this['revisions'].countDocuments({ uri });
    }
  }

  let dying: DyingStore;
  beforeAll(() => {
    const app = newsroom.app('content');
    const { media, editorial } = store;
    dying = new DyingStore(app.get(SETTINGS), app.get(Database), media, editorial);
    consumer = aConsumer(dying);
  });

  const events = [
    ['an update', (uri: string) => anEvent(uri, 1), 'public'],
    ['a withdrawal', (uri: string) => aWithdrawal(uri), 'gone'],
    ['a held version', (uri: string) => anEvent(uri, 1, { embargoedUntil: '2999-01-01T00:00:00Z' }), 'held'],
  ] as const;

  test.each(steps.flatMap((step) => events.map(([name, make, outcome]) => ({ step, name, make, outcome }))))(
    'is mended when the records come again: $name, died before $step',
    async ({ step, name, make, outcome }) => {
      const event = make(`crash:${step}:${name.replaceAll(' ', '-')}`);
      const other = anEvent(`crash:${step}:other-${outcome}`, 1);
      if (outcome === 'gone') await consumer.events([delivery(anEvent(event.uri, 1), 6)], aHold());
      dying.dies = step;
      await expect(consumer.events([delivery(event, 7), delivery(other, 8)], aHold())).rejects.toThrow(
        'died',
      );
      dying.dies = undefined;
      await consumer.events([delivery(event, 7), delivery(other, 8)], aHold());
      expect(await dying.find(event.uri)).toMatchObject({ decided: 8, lastEvent: `/test|${event.id}` });
      expect(await dying.find(other.uri)).toMatchObject({ status: 'public', decided: 9 });
      expect(await dying.verdict(`/test|${event.id}`)).toMatchObject({ uri: event.uri, n: 8, outcome });
      expect(await dying.revisionsOf(event.uri)).toBe(outcome === 'public' ? 1 : 0);
      expect(await consumer.events([delivery(event, 9)], aHold())).toEqual([
        { is: 'skipped', reason: 'duplicate' },
      ]);
    },
  );

  test('leaves no word of a withdrawn article, though a slower process still writes its revision', async () => {
    await consumer.events(
      [delivery(anEvent('crash:slow', 1), 1), delivery(aWithdrawal('crash:slow'), 2)],
      aHold(),
    );
    dying.blind = true;
    await consumer.events([delivery(anEvent('crash:slow', 1), 1)], aHold());
    expect(await dying.find('crash:slow')).toMatchObject({ status: 'gone', decided: 3 });
    expect(await dying.revisionsOf('crash:slow')).toBe(0);
  });
});

describe('an owner of the partition who may have been replaced', () => {
  beforeAll(() => {
    consumer = aConsumer(store);
  });

  test('keeps what it has decided and tells nothing; whoever is the owner tells it', async () => {
    const event = anEvent('owner:1', 1);
    const unsure = aHold({ confirm: () => Promise.reject(new Error('멈춰 있었다')) });
    const before = await store.position('elsewhere', 0);
    await expect(consumer.events([delivery(event, 20)], unsure)).rejects.toThrow('멈춰');
    expect(await store.find(event.uri)).toMatchObject({ status: 'public', decided: 21 });
    expect(await store.position('elsewhere', 0)).toBe(before);
    await newsroom.settled();
    expect(heard.of(event.uri)).toEqual([]);
    await consumer.events([delivery(event, 20)], aHold());
    await eventually(() => expect(heard.of(event.uri)).toHaveLength(1));
  });

  test('and learns so only after it has told asks the owner to have the last word', async () => {
    const event = anEvent('owner:2', 1);
    await consumer.events([delivery(event, 30)], aHold({ owns: () => false }));
    await eventually(() => expect(heard.of(event.uri)).toHaveLength(2));
    expect(heard.of(event.uri).at(-1)?.article).toEqual((await store.find(event.uri))?.article);
  });
});

describe('a store that is put back to an older copy while content reads', () => {
  type Copy = Map<string, { _id: string }[]>;
  const collection = (name: string) =>
    newsroom.app('content').get(Database).collection<{ _id: string }>(name);

  async function copy(): Promise<Copy> {
    const names = ['articles', 'revisions', 'verdicts', 'positions'];
    const all = names.map(async (name) => [name, await collection(name).find().toArray()] as const);
    return new Map(await Promise.all(all));
  }

  /** Positions last, and never missing: nobody looks at half a copy. */
  async function putBack(from: Copy): Promise<void> {
    for (const [name, documents] of from) {
      const ids = documents.map(({ _id }) => _id);
      if (name !== 'positions') await collection(name).deleteMany({ _id: { $nin: ids } });
      const replace = documents.map((replacement) => ({
        replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
      }));
      await collection(name).bulkWrite(replace as never);
    }
  }

  test.each([
    ['by itself', 0],
    ['also when events come before that was noticed', 6],
  ])('is filled again from the log, %s', async (name, more) => {
    const uris = Array.from({ length: 12 }, (_, i) => `back:${name.length}:${i}`);
    await sayAll(...uris.map((uri) => anEvent(uri, 1)));
    const older = await copy();
    await sayAll(...uris.map((uri, i) => (i < 6 ? aWithdrawal(uri) : anEvent(uri, 2))));
    const known = async () => ({
      states: await Promise.all(uris.map((uri) => store.find(uri))),
      revisions: (await collection('revisions').find().toArray()).map(({ _id }) => _id).toSorted(),
      verdicts: await collection('verdicts').countDocuments(),
    });
    const before = await known();
    await putBack(older);
    const late = uris.slice(0, more).map((uri) => anEvent(uri, 3));
    await Promise.all(late.map(say));
    await eventually(async () => {
      expect(await known()).toEqual({ ...before, verdicts: before.verdicts + more });
    });
    for (const event of late)
      expect(await store.verdict(`/test|${event.id}`)).toMatchObject({ outcome: 'withdrawn' });
    await newsroom.settled();
    for (const uri of uris.slice(0, 6)) expect(heard.of(uri).at(-1)?.type).toBe('article.gone');
  });
});

describe('what has a time', () => {
  test('is not public a moment before it, and is soon after', async () => {
    const at = Date.now() + 1_200;
    await sayAll(anEvent('time:1', 1, { publishAt: new Date(at).toISOString() }));
    expect(await store.find('time:1')).toMatchObject({ status: 'new', held: { article: { version: 1 } } });
    await eventually(() => expect(heard.of('time:1')).toHaveLength(1));
    expect(Date.now()).toBeGreaterThanOrEqual(at);
    expect(await store.find('time:1')).toMatchObject({
      status: 'public',
      article: { version: 1, firstPublished: new Date(at).toISOString() },
    });
  });

  test('leaves when it expires', async () => {
    await sayAll(anEvent('time:2', 1, { expires: new Date(Date.now() + 400).toISOString() }));
    await eventually(() =>
      expect(heard.of('time:2').map(({ type }) => type)).toEqual(['article.public', 'article.gone']),
    );
    expect(await store.find('time:2')).toMatchObject({ status: 'gone', gone: { kind: 'expired' } });
  });
});

test('two articles of one public id are both kept, the newcomer under a longer one', async () => {
  await sayAll(anEvent('id:first', 1));
  const first = await store.find('id:first');
  if (!first) throw new Error('not kept');
  // A clash of 50 bits can not be made by hand: the holder of the newcomer's id is put there.
  const uri = 'id:second';
  await store.write({ ...first, uri: 'id:holder', id: publicId(uri) }, Date.now());
  await sayAll(anEvent(uri, 1));
  expect(await store.find(uri)).toMatchObject({ status: 'public', id: publicId(uri, 12) });
});

describe('a restart', () => {
  test('goes on where the state stands, and tells nothing again', async () => {
    await sayAll(anEvent('restart:1', 1));
    await newsroom.stop();
    await open(env);
    await sayAll(anEvent('restart:1', 2));
    await eventually(() =>
      expect(heard.of('restart:1').map(({ article }) => article)).toMatchObject([{ version: 2 }]),
    );
    expect(heard.heard).toHaveLength(1);
  });

  test('over an emptied database makes every article anew from the log, to the last number', async () => {
    const uris = ['poison:3', 'poison:w', 'again:2', 'again:3', 'again:4', 'time:1', 'time:2', 'restart:1'];
    const before = await Promise.all(uris.map((uri) => store.find(uri)));
    expect(before).not.toContain(undefined);
    await newsroom.stop();
    await open({ ...env, MONGODB_URL: installation()['MONGODB_URL'] ?? '' });
    await eventually(async () =>
      expect(await Promise.all(uris.map((uri) => store.find(uri)))).toEqual(before),
    );
  });
});
