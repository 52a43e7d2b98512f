import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import type { ArticleInput, BatchDryRun, DryRun, PublicArticle } from '#libs/contracts';
import { LogScan } from '#libs/kafka';
import { createService, Runtime, SETTINGS } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { type Options, pathOf, Sender } from './sender.ts';

const KEY = 'live_ofASystemThatKnowsNoEvents26';
/** Redis may be as slow as the machine is busy: what is tested is not its speed. */
const env: Record<string, string> = {
  ...installation(),
  INGEST_ADMIN_KEY: KEY,
  INGEST_REDIS_WAIT_MS: '2000',
};

let newsroom: Newsroom;
let sender: Sender;
/** A gate of the same paper that does not find content. */
let deaf: NestFastifyApplication;
let redis: Redis;
let log: LogScan;
beforeAll(async () => {
  newsroom = await startNewsroom([content, ingest], { env });
  sender = new Sender(newsroom.url('ingest'), KEY);
  deaf = await createService(ingest, { env: { ...env, CONTENT_URL: 'http://127.0.0.1:9', PORT: '0' } });
  await deaf.listen(0, '127.0.0.1');
  redis = new Redis(env['REDIS_URL'] ?? '');
  log = new LogScan(newsroom.app('ingest').get(SETTINGS), newsroom.app('ingest').get(Runtime));
});
afterAll(async () => {
  await Promise.all([deaf?.close(), redis?.quit()]);
  await newsroom?.stop();
});

const soon = () => new Date(Date.now() + 3_600_000).toISOString();

/** How much the intake log holds. */
const logEnds = () => log.stretches(['ingest.events.v1']);

async function stored(uri: string): Promise<PublicArticle | undefined> {
  await newsroom.settled();
  const response = await fetch(`${newsroom.url('content')}/internal/articles?uri=${encodeURIComponent(uri)}`);
  return response.ok ? ((await response.json()) as { article: PublicArticle }).article : undefined;
}

describe('a plain article', () => {
  const headlineOf = (version: number) => ({ headline: `여객선 소식 ${version}`, language: 'ko' });

  test('is put by its uri, is the same event when it is put again, and tells where it is', async () => {
    const uri = 'put:a/b~1@2026';
    const article = anArticle({ uri, ...headlineOf(1) });
    const first = await sender.put(article, { query: '?wait=stored' });
    expect(first).toMatchObject({ status: 200, body: { uri, version: 1, outcome: 'public' } });
    const again = await sender.put(article, { query: '?wait=stored' });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const where = await sender.where(uri);
    expect(where).toMatchObject({
      status: 200,
      body: { uri, state: 'public', version: 1, newest: 1, url: first.body.url },
    });
    expect(where.headers.get('etag')).toBe('"1"');
    expect(await sender.where('put:unknown')).toMatchObject({ status: 404 });
  });

  test('that is held is told of, without a word of it', async () => {
    const uri = 'put:held';
    await sender.put(anArticle({ uri, version: 3, embargoedUntil: soon() }), { query: '?wait=stored' });
    const { body, headers } = await sender.where(uri);
    expect(body).toMatchObject({ state: 'held', version: 0, newest: 3, held: { version: 3 } });
    expect(JSON.stringify(body)).not.toMatch(/ferry|여객선/i);
    expect(headers.get('etag')).toBe('"0"');
  });

  test('that twenty write on what they have read is written by one, and the others hear which version there is', async () => {
    const uri = 'put:race';
    await sender.put(anArticle({ uri, ...headlineOf(1) }), { headers: { 'if-none-match': '*' } });
    const writers = Array.from({ length: 20 }, (_, writer) =>
      sender.put(anArticle({ uri, version: 2, language: 'ko', headline: `기자 ${writer}` }), {
        headers: { 'if-match': '"1"' },
        query: '?timeout=30s',
      }),
    );
    const answers = await Promise.all(writers);
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toMatchObject([{ body: { outcome: 'public' } }]);
    const lost = answers.filter(({ status }) => status === 412);
    expect(lost).toHaveLength(19);
    for (const { body, headers } of lost) {
      expect(body).toMatchObject({
        code: 'conflict_version',
        errors: [{ parameter: 'If-Match', allowed: [2] }],
      });
      expect(headers.get('etag')).toBe('"2"');
    }
    expect(await stored(uri)).toMatchObject({ version: 2, revision: 2 });
  });

  test('that was refused for its condition may be put again, and is decided anew', async () => {
    const uri = 'put:anew';
    const update = anArticle({ uri, version: 2 });
    expect(await sender.put(update, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 412 });
    expect(await sender.put(anArticle({ uri }), { headers: { 'if-none-match': '*' } })).toMatchObject({
      status: 200,
    });
    expect(await sender.put(update, { headers: { 'if-match': '"1"' } })).toMatchObject({
      status: 200,
      body: { outcome: 'public' },
    });
    // The answer was lost: whoever asks again has won, not lost against herself.
    expect(await sender.put(update, { headers: { 'if-match': '"1"' } })).toMatchObject({
      status: 200,
      body: { outcome: 'public' },
    });
  });

  const wrong: Record<string, [Partial<ArticleInput>, Options, number, object]> = {
    'with another uri': [{ uri: 'put:other' }, {}, 422, { pointer: '/uri' }],
    'without a headline': [{ headline: ' ' }, {}, 422, { pointer: '/headline' }],
    'with a version in words': [{ version: '1' as never }, {}, 422, { pointer: '/version' }],
    'with a weak condition': [{}, { headers: { 'if-match': 'W/"1"' } }, 400, { parameter: 'If-Match' }],
    'with a strange type': [{}, { query: '?type=withdrawn' }, 400, { parameter: 'type' }],
    'with nothing to wait for': [{}, { query: '?dryRun=true&wait=stored' }, 400, { parameter: 'wait' }],
  };

  test.each(Object.keys(wrong))('%s is refused, with the place in what was sent', async (name) => {
    const [changes, options, status, fault] = wrong[name] ?? [{}, {}, 0, {}];
    const body = { ...anArticle({ uri: 'put:bad' }), ...changes };
    const answer = await sender.ask(pathOf('put:bad'), body, { method: 'PUT', ...options });
    expect(answer).toMatchObject({ status, body: { errors: [fault] } });
  });

  test('is withdrawn by its uri, with a word for its readers, and stays so', async () => {
    const uri = 'put:gone';
    await sender.put(anArticle({ uri }), { query: '?wait=stored' });
    const notice = { headline: '기사를 내렸습니다', text: '사실과 달랐습니다.' };
    const answer = await sender.withdraw(
      uri,
      { reason: '오보', notice },
      { query: '?wait=gone&timeout=30s' },
    );
    expect(answer).toMatchObject({ status: 200, body: { uri, outcome: 'gone' } });
    expect(await sender.withdraw(uri, { reason: '오보' })).toMatchObject({ status: 202 });
    expect(await sender.put(anArticle({ uri, version: 2 }), { query: '?wait=stored' })).toMatchObject({
      status: 200,
      body: { outcome: 'withdrawn' },
    });
    const { body } = await sender.where(uri);
    expect(body).toMatchObject({ state: 'withdrawn', version: 0 });
    const headers = { 'idempotency-key': 'withdraw-1' };
    const keyed = await sender.withdraw(uri, { reason: '오보' }, { headers });
    expect(await sender.withdraw(uri, { reason: '오보' }, { headers })).toMatchObject({
      status: 202,
      body: keyed.body,
    });
    expect(await sender.withdraw(uri, { reason: '다른 이유' }, { headers })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch', errors: [{ pointer: '/reason' }] },
    });
    expect(await sender.withdraw(uri, {})).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/reason' }] },
    });
  });
});

describe('a dry run', () => {
  const dry = '?dryRun=true';
  const ofRedis = `${env['REDIS_KEY_PREFIX']}ingest:*`;

  test('tells what would become of an event, and leaves no trace', async () => {
    const uri = 'dry:known';
    const body = '<p>하나</p><p>셋</p>';
    const article = anArticle({ uri, language: 'ko', headline: '울릉도', body, slug: 'ferry', tags: [] });
    const first = await sender.put(article, { query: '?wait=stored' });
    await sender.put(anArticle({ uri: 'dry:shut' }), { query: '?wait=stored' });
    await sender.withdraw('dry:shut', { reason: '오보' }, { query: '?wait=stored' });
    await newsroom.settled();
    const [ends, names] = [await logEnds(), (await redis.keys(ofRedis)).toSorted()];
    const next = {
      ...article,
      version: 2,
      headline: '독도'.normalize('NFD'),
      body: '<p>하나</p><p>둘</p><p>셋</p>',
    };
    const event = anEvent('article.updated', next);
    const answers = {
      update: await sender.send(event, { query: dry }),
      put: await sender.put(next, { query: dry }),
      stale: await sender.put({ ...article, headline: '옛말' }, { query: dry }),
      conflict: await sender.put(next, { headers: { 'if-match': '"7"' }, query: dry }),
      held: await sender.put({ ...next, publishAt: soon() }, { query: dry }),
      fresh: await sender.put(anArticle({ uri: 'dry:fresh' }), { query: dry }),
      shut: await sender.put(anArticle({ uri: 'dry:shut', version: 2 }), { query: dry }),
      withdrawal: await sender.withdraw(uri, { reason: '오보' }, { query: dry }),
      batch: await sender.sendAll<BatchDryRun>([event, 7], { query: dry }),
    };
    expect(answers.update).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        article: { headline: '독도', slug: 'ferry' },
        outcome: 'public',
        url: first.body.url,
      },
    });
    const { diff } = answers.update.body as unknown as DryRun;
    expect(diff).toEqual(
      expect.arrayContaining([
        { pointer: '/version', from: 1, to: 2 },
        { pointer: '/headline', from: '울릉도', to: '독도' },
        { pointer: '/body/1', to: { type: 'p', spans: [{ text: '둘' }] } },
        { pointer: '/changeType', to: 'minor' },
      ]),
    );
    expect(diff).toHaveLength(4);
    expect((answers.put.body as unknown as DryRun).diff).toEqual(diff);
    const outcomes = Object.entries(answers).map(([name, { body }]) => [
      name,
      (body as { outcome?: string }).outcome,
    ]);
    expect(Object.fromEntries(outcomes)).toMatchObject({
      stale: 'stale',
      conflict: 'conflict',
      held: 'held',
      fresh: 'public',
      shut: 'withdrawn',
      withdrawal: 'gone',
    });
    expect(answers.fresh.body).not.toHaveProperty('diff');
    expect(answers.batch).toMatchObject({ status: 207, body: { acceptable: 1, rejected: 1 } });
    expect((answers.batch.body as unknown as BatchDryRun).results).toMatchObject([
      { index: 0, status: 'acceptable', outcome: 'public' },
      { index: 1, status: 'rejected', problem: { code: 'invalid_event' } },
    ]);
    expect(await sender.send({ ...event, type: 'x' }, { query: dry })).toMatchObject({ status: 422 });
    await newsroom.settled();
    expect(await logEnds()).toEqual(ends);
    expect((await redis.keys(ofRedis)).toSorted()).toEqual(names);
    // The same event is news after all that.
    expect(await sender.send(event, { query: '?wait=stored' })).toMatchObject({
      status: 200,
      body: { outcome: 'public' },
    });
    expect(await sender.send(event, { query: dry })).toMatchObject({ body: { outcome: 'duplicate' } });
  });

  test('with content away tells what the gate knows by itself, and that it is not all', async () => {
    const origin = await deaf.getUrl();
    const { status, body } = await sender.send(
      anEvent('article.published', anArticle({ language: 'ko', headline: '소식' })),
      { origin, query: dry },
    );
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { dryRun: true, article: { headline: '소식' }, warnings: [{ code: 'content_unavailable' }] },
    });
    expect(body).not.toHaveProperty('outcome');
    expect(body.url).toMatch(/^\/ko\/society\//);
  });
});
