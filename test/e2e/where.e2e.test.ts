import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AuditRecord, topics, type WhereAnswer } from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { AuditStore } from '../../apps/ops/src/audit.store.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { runAt } from '../../tools/sosik/rehearsal.ts';
import { Editor, plain, TOKEN } from './desk/editor.ts';
import { article, firstOf, hopOf, Paper } from './desk/paper.ts';

const KEY = 'test_newsroomKeyForTheTests2026';
const eventually = within(20_000);

const env: Record<string, string> = {
  ...installation(),
  INGEST_ADMIN_KEY: KEY,
  OPS_TOKEN: TOKEN,
  OPS_AUDIT_PER_SECOND: '0',
};
let newsroom: Newsroom;
const editor = new Editor(() => newsroom.url('ops'));
const paper = new Paper(() => newsroom, editor);
const where = (name: string) => paper.where(name);
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, gateway, ingest, ops], { env });
  await editor.signIn();
}, 60_000);
afterAll(() => newsroom?.stop());

const later = new Date(Date.now() + 3_600_000).toISOString();

/** Each fault is put there, and answers the name that somebody asks for, and what has to be said of it. */
const faults: [fault: string, expected: string, plant: () => Promise<WhereAnswer>][] = [
  ['an event that never came', 'accepted: unknown', () => where('where:never#1')],
  [
    'an event that the gate has refused',
    'accepted: refused',
    async () => {
      const id = await paper.say('where:refused', { headline: '' }, { status: 422 });
      // It is noted behind the answer.
      await eventually(async () => expect(firstOf(await where(id))).toBe('accepted: refused'));
      return where(id);
    },
  ],
  [
    'a version that came too late',
    'decided: stale',
    async () => {
      await paper.publish('where:stale', { version: 3 });
      return where(await paper.publish('where:stale', { version: 2 }));
    },
  ],
  [
    'an event that expected another version',
    'decided: conflict',
    async () => {
      await paper.publish('where:conflict');
      const id = await paper.say('where:conflict', { version: 2 }, { attributes: { expectedversion: 7 } });
      await newsroom.settled();
      return where(id);
    },
  ],
  [
    'a version that waits for its time',
    'decided: held',
    async () => where(await paper.publish('where:held', { embargoedUntil: later })),
  ],
  [
    'a version that is withheld',
    'decided: withheld',
    async () => {
      await paper.publish('where:withheld', { pubStatus: 'withheld' });
      return where('where:withheld');
    },
  ],
  [
    'an event of an article that was withdrawn',
    'decided: withdrawn',
    async () => {
      await paper.publish('where:shut');
      await paper.withdraw('where:shut');
      return where(await paper.publish('where:shut', { version: 9 }));
    },
  ],
  [
    'a record that content can not use',
    'decided: dead',
    async () => {
      const headers = { ce_type: 'article.published', ce_id: '깨진#1', ce_source: '/test' };
      await newsroom
        .app('ingest')
        .get(Sender)
        .send(topics.intake.name, { key: 'where:torn', value: Buffer.from('{'), headers });
      await newsroom.settled();
      return where('깨진#1');
    },
  ],
  [
    'content that does not read',
    'decided: paused',
    () => paper.paused('content', async () => where(await paper.say('where:unread'))),
  ],
  [
    'search that does not read',
    'indexed: paused',
    () =>
      paper.paused('search', async () => {
        const id = await paper.say('where:unfound');
        await eventually(async () => expect(hopOf(await where(id), 'decided')?.state).toBe('passed'));
        return where(id);
      }),
  ],
  [
    'a change that search can not use',
    'indexed: dead',
    async () => {
      const uri = 'where:poison';
      await paper.publish(uri);
      const record = { key: uri, value: Buffer.from('{"uri"'), headers: { ce_type: 'article.public' } };
      await newsroom.app('content').get(Sender).send(topics.changes.name, record);
      await newsroom.settled();
      await paper.lose('search', uri);
      return where(uri);
    },
  ],
  [
    'popularity that does not read',
    'counted: paused',
    () =>
      paper.paused('popularity', async () => {
        const id = await paper.say('where:uncounted');
        await eventually(async () => expect(hopOf(await where(id), 'indexed')?.state).toBe('passed'));
        return where(id);
      }),
  ],
  [
    'popularity that has lost an article',
    'counted: differs',
    async () => {
      await paper.publish('where:lost');
      await paper.lose('popularity', 'where:lost');
      return where('where:lost');
    },
  ],
  [
    'a gateway that hears nothing',
    'shown: paused',
    async () => {
      await paper.publish('where:unshown');
      expect((await where('where:unshown')).missing).toEqual([]);
      return paper.paused('gateway', async () => {
        const id = await paper.say('where:unshown', { version: 2 });
        await eventually(async () => expect(hopOf(await where(id), 'counted')?.state).toBe('passed'));
        return where(id);
      });
    },
  ],
  [
    'a picture that can not be fetched',
    'shown: picture',
    async () => {
      const lead = { href: 'http://127.0.0.1:9/부두.jpg', alt: '부두', credit: '서하람' };
      const id = await paper.publish('where:picture', { lead });
      await eventually(async () => expect((await where(id)).missing[0]?.words).toMatch(/: \S.*/));
      return where(id);
    },
  ],
  [
    'an article that was withdrawn',
    'shown: withdrawn',
    async () => {
      const id = await paper.publish('where:withdrawn');
      await paper.withdraw('where:withdrawn');
      return where(id);
    },
  ],
  [
    'an article whose time was over',
    'shown: expired',
    async () => {
      const id = await paper.publish('where:expired', {
        expires: new Date(Date.now() + 1_500).toISOString(),
      });
      await eventually(async () => expect(hopOf(await where(id), 'shown')?.state).toBe('ended'));
      return where(id);
    },
  ],
];

describe('where is my story?', () => {
  const said = new Map<string, WhereAnswer>();

  test('names the hop and the reason of each of 17 faults that were put there', async () => {
    const found: [string, string | undefined][] = [];
    for (const [fault, , plant] of faults) {
      const answer = await plant();
      said.set(fault, answer);
      found.push([fault, firstOf(answer)]);
    }
    expect(found).toEqual(faults.map(([fault, expected]) => [fault, expected]));
  }, 90_000);

  test('says it in one sentence that an editor understands', () => {
    const sentence = (fault: string) => said.get(fault)?.sentence;
    expect(sentence('an event that never came')).toBe(
      'Nobody here has heard of it: it never came, or it was refused more than a day ago.',
    );
    expect(sentence('an event that the gate has refused')).toMatch(
      /^The gate has refused it at \d\d:\d\d:\d\d UTC \(invalid_event: \/data\/headline .+\)\.$/,
    );
    expect(sentence('a version that came too late')).toMatch(
      /^Accepted \d\d:\d\d:\d\d, decided after \d+ ms: refused as stale, .*3/,
    );
    expect(sentence('a version that waits for its time')).toContain('readers see it from then on at');
    expect(sentence('popularity that does not read')).toMatch(
      /한서윤 has paused popularity since .*: 시험 중/,
    );
    expect(sentence('a picture that can not be fetched')).toContain(
      'without the picture from http://127.0.0.1:9/',
    );
  });

  test('says when it passed each hop, with version and state, of an article that is everywhere', async () => {
    const id = await paper.publish('where:fine', { headline: '모두 제자리에' });
    await newsroom.get(`/api/v1/articles/${publicId('where:fine')}`);
    const answer = await where(id);
    expect(answer).toMatchObject({
      missing: [],
      actions: [],
      event: { id, source: '/test' },
      article: { uri: 'where:fine', state: 'public', version: 1, headline: '모두 제자리에', language: 'ko' },
      sentence: expect.stringMatching(/^Accepted .*; readers see it, and it is found and counted\.$/),
    });
    expect(answer.hops.map(({ hop, state }) => `${hop} ${state}`)).toEqual([
      'accepted passed',
      'decided passed',
      'told passed',
      'indexed passed',
      'counted passed',
      'shown passed',
    ]);
    const [accepted, decided] = answer.hops;
    expect(accepted).toMatchObject({ at: expect.any(String), version: 1 });
    expect(decided).toMatchObject({ at: expect.any(String), ms: expect.any(Number), version: 1 });
    const seqs = answer.hops.map(({ seq }) => seq).filter((seq) => seq !== undefined);
    expect(new Set(seqs).size).toBe(1);
    expect(seqs.length).toBe(5);
  });

  test('knows an article by its uri, its public id, its page, and the key a request named itself by', async () => {
    const uri = 'where:fine';
    const { article: { url = '' } = {} } = await where(uri);
    const event = anEvent('article.published', article('where:named'));
    const sent = await fetch(`${newsroom.url('ingest')}/v1/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json',
        authorization: `Bearer ${KEY}`,
        'idempotency-key': 'a-name-of-its-own',
      },
      body: JSON.stringify(event),
    });
    expect(sent.status).toBe(202);
    await newsroom.settled();
    for (const name of [uri, publicId(uri), url, `https://paper.example${url}?utm_source=x`])
      expect(await where(name)).toMatchObject({ article: { uri }, missing: [] });
    expect(await where('a-name-of-its-own')).toMatchObject({
      event: { id: event.id },
      article: { uri: 'where:named' },
      missing: [],
    });
  });

  test('is a page of the same words, for whoever is signed in', async () => {
    const { status, body } = await editor.page(`/where?${new URLSearchParams({ name: 'where:stale' })}`);
    expect(status).toBe(200);
    expect(plain(body)).toContain((await where('where:stale')).sentence.slice(0, 8));
    expect(body).toContain('<th scope="row" title="search finds it so">indexed</th>');
    expect((await editor.page('/where?name=%20')).status).toBe(422);
    expect((await editor.page('/where')).body).toContain('Look for it');
  });

  test('has a lost article told again by an order that stands in the audit log', async () => {
    const uri = 'where:lost';
    expect((await where(uri)).actions).toEqual([{ act: 'retell', uri }]);
    const { page, status, location } = await editor.confirm('/where/retell/confirm', { uri });
    expect({ status, location }).toEqual({
      status: 303,
      location: `/where?${new URLSearchParams({ name: uri })}`,
    });
    expect(page).toContain('Readers see no other words than before');
    await eventually(async () => expect((await where(uri)).missing).toEqual([]));
    expect(acts('article.retold')).toMatchObject([{ who: '한서윤', about: uri }]);
  });

  test('answers nobody without a session or the token of the desk', async () => {
    for (const authorization of ['', `Bearer ${KEY}`, 'Bearer wrong', 'Basic x'])
      expect(
        (await fetch(`${newsroom.url('ops')}/v1/where?name=x`, { headers: { authorization } })).status,
      ).toBe(401);
  });

  test('is told on the command line by the same words', async () => {
    const settings = {
      OPS_URL: newsroom.url('ops'),
      SOSIK_URL: newsroom.url('ingest'),
      PUBLIC_URL: newsroom.url('gateway'),
    };
    const { code, out } = await runAt(['where', 'where:held'], settings);
    expect(code).toBe(0);
    expect(out[0]).toMatch(/^Accepted .*, decided after \d+ ms: .* readers see it from then on at/);
    expect(out.join('\n')).toMatch(/\ndecided +held +/);
    expect(await runAt(['where', 'where:never'], settings)).toMatchObject({ code: 3 });
  });
});

function acts(what: AuditRecord['what']): AuditRecord[] {
  return newsroom
    .app('ops')
    .get(AuditStore)
    .records()
    .filter((record) => record.what === what);
}

describe('a service whose reading is paused', () => {
  const answer = async (path: string, app = 'search') => {
    const response = await fetch(newsroom.url(app) + path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('stays alive, says so in its readiness, and is shown with who, until when and why', async () => {
    await paper.paused('search', async () => {
      expect((await answer('/livez')).status).toBe(200);
      const { status, body } = await answer('/readyz');
      expect({ status, body }).toMatchObject({
        status: 200,
        body: {
          status: 'degraded',
          reasons: { kafka: expect.stringMatching(/^paused by 한서윤 \d+ s ago, .*: 시험 중$/) },
        },
      });
      expect(await answer('/internal/consumer')).toMatchObject({
        body: { group: 'search', state: 'paused', pause: { by: '한서윤', note: '시험 중' }, partitions: 6 },
      });
      const { body: page } = await editor.page('/consumers');
      expect(plain(page)).toMatch(
        /<span class="unsure">paused<\/span> by 한서윤 since .* UTC, until .*: 시험 중/,
      );
    });
    expect((await answer('/readyz')).body).toMatchObject({ status: 'ready' });
    expect(acts('consumer.paused')[0]).toMatchObject({
      about: 'search',
      after: { minutes: 5, note: '시험 중' },
    });
    expect(acts('consumer.resumed')[0]).toMatchObject({ about: 'search', who: '한서윤' });
  });

  test('reads nothing meanwhile, how far it is behind is told, and afterwards all of it', async () => {
    await paper.paused('search', async () => {
      await paper.say('where:waits');
      await eventually(async () => {
        const { consumers } = (await answer('/internal/consumers', 'ops')).body as {
          consumers: { group: string; state: string; lags: { records: number; ms: number }[] }[];
        };
        const row = consumers.find(({ group }) => group === 'search');
        expect(row).toMatchObject({ state: 'paused', lags: [{ records: 1, ms: expect.any(Number) }] });
      });
    });
    expect((await where('where:waits')).missing).toEqual([]);
  });

  test('is not paused by a form that has a fault', async () => {
    const { status, body } = await editor.send('/consumers/pause/confirm', {
      service: 'search',
      minutes: '0',
      note: '',
    });
    expect(status).toBe(422);
    expect(body).toContain('a reason of one line');
    expect((await editor.send('/consumers/pause', { service: 'ops', minutes: '5', note: 'x' })).status).toBe(
      400,
    );
  });

  test('is behind for nobody who is gone: then nobody reads, and that is said', async () => {
    await newsroom.app('search').close();
    const id = await paper.say('where:nobody');
    await eventually(async () => expect(firstOf(await where(id))).toBe('indexed: away'));
    expect((await where(id)).sentence).toContain('nobody reads for search now');
  });
});
