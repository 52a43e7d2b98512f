import { describe, expect, test } from '@jest/globals';
import { Sosik, SosikError, type SosikOptions } from './client.ts';
import type { ArticleInput, Envelope, Receipt } from './wire.ts';

const KEY = 'test_keyOfTheClientTests2026';

interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}
type Reply = (asked: Asked, nth: number) => Response | Promise<Response>;

/** A gate that answers as it is told to, and remembers what it was asked. */
function gate(reply: Reply, options: Partial<SosikOptions> = {}): { sosik: Sosik; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { method = 'GET', body } = init;
    asked.push({
      method,
      path: url.slice('http://gate'.length),
      headers: new Headers(init.headers),
      body: String(body),
    });
    return answering(reply(asked.at(-1) as Asked, asked.length), init.signal);
  };
  const sosik = new Sosik({
    url: 'http://gate/',
    key: `${KEY}\n`,
    fetch: fetch as typeof globalThis.fetch,
    backOffMs: 1,
    source: '/데스크',
    ...options,
  });
  return { sosik, asked };
}

/** As long as a signal lets it. */
function answering(response: Response | Promise<Response>, signal?: AbortSignal | null): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason));
    Promise.resolve(response).then(resolve, reject);
  });
}

const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const accepted = (id: string): Receipt => ({ id, status: 'accepted', token: 'dG9rZW4' });
const problem = (status: number, code: string, more: object = {}) => ({
  type: '/docs',
  title: code,
  status,
  code,
  ...more,
});
const refused = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(status, problem(status, code), headers);

const article = (changes: Partial<ArticleInput> = {}): ArticleInput => ({
  uri: 'desk:ferry',
  version: 1,
  language: 'ko',
  section: 'society',
  headline: '울릉도 여객선 다시 뜬다',
  body: '<p>월요일부터 하루 두 차례 운항한다.</p>',
  ...changes,
});
const said = ({ body }: Asked): Envelope => JSON.parse(body) as Envelope;
const failure = (work: Promise<unknown>): Promise<SosikError> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: SosikError) => error,
  );

describe('what is said', () => {
  const everything = gate(() => json(202, accepted('x')));
  test.each([
    ['publish', 'article.published', 'desk:ferry#3'],
    ['update', 'article.updated', 'desk:ferry#3'],
    ['correct', 'article.corrected', 'desk:ferry#3'],
    ['reinstate', 'article.reinstated', 'desk:ferry#3#reinstated'],
  ] as const)('%s is an event whose id is made of uri and version', async (call, type, id) => {
    await everything.sosik[call](article({ version: 3 }));
    const asked = everything.asked.at(-1) as Asked;
    expect(said(asked)).toEqual({
      specversion: '1.0',
      id,
      source: '/데스크',
      type,
      subject: 'desk:ferry',
      data: article({ version: 3 }),
    });
    expect(asked).toMatchObject({ method: 'POST', path: '/v1/events' });
    expect(asked.headers.get('authorization')).toBe(`Bearer ${KEY}`);
    expect(asked.headers.get('content-type')).toBe('application/cloudevents+json');
  });

  test('an event goes as the newsroom has made it', async () => {
    const event = {
      specversion: '1.0' as const,
      id: '7',
      source: '/cms',
      type: 'front.curated',
      data: { 판: 'ko' },
    };
    await everything.sosik.publish(event);
    expect(said(everything.asked.at(-1) as Asked)).toEqual(event);
  });

  test('each withdrawal is a new one, so that it works after a reinstatement too', async () => {
    const { sosik, asked } = gate(() => json(202, accepted('x')));
    for (const _ of [1, 2])
      await sosik.withdraw('desk:ferry', { reason: '오보', notice: { headline: '철회', text: '틀렸다' } });
    const [first, second] = asked.map(said);
    expect(first).toMatchObject({
      type: 'article.withdrawn',
      data: { uri: 'desk:ferry', reason: '오보', notice: { headline: '철회' } },
    });
    expect(first?.id).not.toBe(second?.id);
  });

  test.each([
    [{ wait: 'visible' as const }, '?wait=visible&timeout=5000ms'],
    [{ wait: 'stored' as const, waitMs: 800, strict: true }, '?wait=stored&timeout=800ms&strict=true'],
    [{ dryRun: true as const }, '?dryRun=true'],
  ])('the options %j are %s', async (options, query) => {
    const { sosik, asked } = gate(() => json(200, accepted('x')));
    await sosik.publish(article(), options);
    expect(asked[0]?.path).toBe(`/v1/events${query}`);
  });

  test('put names the version it believes in', async () => {
    const { sosik, asked } = gate(() => json(200, accepted('x')));
    await sosik.put(article({ uri: 'desk:a/b', version: 4 }), { ifMatch: 3, idempotencyKey: 'once' });
    expect(asked[0]).toMatchObject({ method: 'PUT', path: '/v1/articles/desk%3Aa%2Fb' });
    expect(asked[0]?.headers.get('if-match')).toBe('"3"');
  });
});

describe('what fails', () => {
  test.each([
    ['asks to wait', 429, 'rate_limited', true],
    ['has no time', 503, 'overloaded', true],
    ['works on the same', 409, 'idempotency_in_progress', true],
    ['finds a fault', 422, 'invalid_event', false],
    ['knows no such key', 401, 'unauthorized', false],
    ['is elsewhere', 412, 'conflict_version', false],
    ['has a fault of its own', 500, 'internal', false],
  ])('a gate that %s (%i %s) is asked again: %j', async (_, status, code, again) => {
    const { sosik, asked } = gate(() => refused(status, code), { retries: 2 });
    const error = await failure(sosik.publish(article()));
    expect(error).toBeInstanceOf(SosikError);
    expect(error).toMatchObject({ code, status, retriable: again, problem: { code } });
    expect(asked).toHaveLength(again ? 3 : 1);
  });

  test('every try says the same event', async () => {
    const { sosik, asked } = gate((_, nth) =>
      nth < 3 ? refused(503, 'overloaded') : json(202, accepted('x')),
    );
    await sosik.withdraw('desk:ferry', { reason: '오보' });
    expect(new Set(asked.map(({ body }) => body)).size).toBe(1);
    expect(asked).toHaveLength(3);
  });

  test('a key is made once, however often it was asked for', async () => {
    const { sosik, asked } = gate((_, nth) =>
      nth < 3 ? refused(503, 'overloaded') : json(201, { id: 'k' }),
    );
    await sosik.keys.create({ name: '편집국', mode: 'live', scopes: ['publish'] });
    const names = asked.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(names)).toEqual(new Set([expect.stringMatching(/^[0-9a-f-]{36}$/)]));
  });

  test('a gate that can not be reached is asked again, and then named without the key', async () => {
    const { sosik, asked } = gate(() => Promise.reject(new TypeError('fetch failed')), { retries: 1 });
    const error = await failure(sosik.whoami());
    expect(error).toMatchObject({
      code: 'unreachable',
      retriable: true,
      message: 'nothing answers at http://gate',
    });
    expect(JSON.stringify(error) + error.stack).not.toContain(KEY);
    expect(asked).toHaveLength(2);
  });

  test('waits at least as long as the gate asks for, unless that is beyond all patience', async () => {
    const soon = gate((_, nth) =>
      nth === 1 ? refused(429, 'rate_limited', { 'retry-after': '0.05' }) : json(200, {}),
    );
    const begun = performance.now();
    await soon.sosik.whoami();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(45);
    const late = gate(() => refused(429, 'rate_limited', { 'retry-after': '3600' }));
    expect(await failure(late.sosik.whoami())).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 3_600_000,
    });
    expect(late.asked).toHaveLength(1);
  });

  test('an answer that does not come in time is given up', async () => {
    const { sosik } = gate(() => new Promise(() => undefined), { timeoutMs: 20, retries: 0 });
    expect(await failure(sosik.whoami())).toMatchObject({ code: 'timeout', retriable: true });
  });

  test('an aborted signal ends a request, and a pause', async () => {
    const abort = new AbortController();
    const { sosik } = gate(() => {
      abort.abort(new Error('충분하다'));
      return new Promise(() => undefined);
    });
    await expect(sosik.publish(article(), { signal: abort.signal })).rejects.toThrow('충분하다');
    const second = new AbortController();
    const paused = gate(() => {
      setTimeout(() => second.abort(new Error('그만')), 5);
      return refused(503, 'overloaded', { 'retry-after': '30' });
    });
    await expect(paused.sosik.publish(article(), { signal: second.signal })).rejects.toThrow('그만');
  });

  test.each([
    ['a page of something else', () => new Response('<html>', { status: 200 })],
    ['an error of something else', () => new Response('Bad gateway', { status: 404 })],
  ])('%s is no answer of Sosik', async (_, reply) => {
    expect(await failure(gate(reply).sosik.whoami())).toMatchObject({ code: 'invalid_answer' });
  });

  test('the message tells the first faults, and where they are', async () => {
    const errors = [{ pointer: '/data/headline', code: 'too_small', message: 'is empty' }];
    const { sosik } = gate(() =>
      json(422, problem(422, 'invalid_event', { detail: 'The event is not valid', errors })),
    );
    expect((await failure(sosik.publish(article()))).message).toBe(
      'The event is not valid; /data/headline is empty',
    );
  });
});

describe('many', () => {
  const numbered = (count: number): ArticleInput[] =>
    Array.from({ length: count }, (_, index) => article({ uri: `desk:${index}` }));
  const batchReply = (asked: Asked, status = (_: string): Receipt['status'] => 'accepted') => {
    const events = JSON.parse(asked.body) as Envelope[];
    const receipts = events.map(({ id }, index) => ({ ...accepted(id), status: status(id), index }));
    return json(202, { accepted: receipts.length, duplicates: 0, rejected: 0, receipts });
  };
  const all = async (receipts: AsyncIterable<Receipt>): Promise<Receipt[]> => {
    const gathered: Receipt[] = [];
    for await (const receipt of receipts) gathered.push(receipt);
    return gathered;
  };

  test('go in batches of a hundred, and are counted in their order', async () => {
    const { sosik, asked } = gate((each) => batchReply(each));
    const receipts = await all(sosik.publishAll(numbered(230)));
    expect(asked.map(({ body }) => (JSON.parse(body) as object[]).length)).toEqual([100, 100, 30]);
    expect(receipts.map(({ index }) => index)).toEqual(Array.from({ length: 230 }, (_, index) => index));
    expect(receipts[229]?.id).toBe('desk:229#1');
    expect(asked[0]?.headers.get('content-type')).toBe('application/cloudevents-batch+json');
  });

  test('go in as many batches as the bytes need, none above sixteen mebibytes', async () => {
    const { sosik, asked } = gate((each) => batchReply(each));
    const large = numbered(20).map((each) => ({ ...each, body: '가'.repeat(330_000) }));
    expect(await all(sosik.publishAll(large))).toHaveLength(20);
    const sizes = asked.map(({ body }) => Buffer.byteLength(body));
    expect(sizes).toHaveLength(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16 * 2 ** 20);
  });

  test('one that is refused is told, and the others go on; what the gate could not take just now goes again', async () => {
    const seen = new Map<string, number>();
    const { sosik, asked } = gate((each) => {
      const events = JSON.parse(each.body) as Envelope[];
      const receipts = events.map(({ id }): Receipt => {
        const times = (seen.get(id) ?? 0) + 1;
        seen.set(id, times);
        if (id === 'desk:1#1')
          return { id, status: 'rejected', problem: problem(422, 'invalid_event') as never };
        if (id === 'desk:2#1' && times === 1)
          return { id, status: 'rejected', problem: problem(503, 'dependency_unavailable') as never };
        return accepted(id);
      });
      return json(207, { accepted: 0, duplicates: 0, rejected: 0, receipts });
    });
    const receipts = await all(sosik.publishAll(numbered(4)));
    expect(receipts.map(({ id, status }) => [id, status])).toEqual([
      ['desk:0#1', 'accepted'],
      ['desk:1#1', 'rejected'],
      ['desk:2#1', 'accepted'],
      ['desk:3#1', 'accepted'],
    ]);
    expect(asked).toHaveLength(2);
    expect(seen.get('desk:0#1')).toBe(1);
  });

  test('may come from something that is read as it is sent', async () => {
    const { sosik, asked } = gate((each) => batchReply(each));
    let made = 0;
    async function* exported(): AsyncGenerator<ArticleInput> {
      for (const each of numbered(150)) {
        made++;
        yield each;
      }
    }
    for await (const _ of sosik.publishAll(exported())) break;
    expect(asked).toHaveLength(1);
    expect(made).toBeLessThanOrEqual(101);
  });

  test('a batch that is refused whole is a failure', async () => {
    const { sosik } = gate(() => refused(401, 'unauthorized'));
    expect(await failure(all(sosik.publishAll(numbered(2))))).toMatchObject({ code: 'unauthorized' });
  });

  test('one that no request is large enough for is told by its receipt', async () => {
    const { sosik } = gate(() => refused(413, 'payload_too_large'));
    expect(await all(sosik.publishAll(numbered(1)))).toMatchObject([
      { id: 'desk:0#1', status: 'rejected', index: 0, problem: { code: 'payload_too_large' } },
    ]);
  });
});

describe('what becomes of it', () => {
  const status = (state: string, lag: number) => ({
    id: 'x',
    state,
    reason: '',
    token: 't',
    hops: [{ service: 'content', state: 'waiting', lag }],
  });

  test('is asked at the address of the receipt, or by id and source', async () => {
    const { sosik, asked } = gate(() => json(200, status('applied', 0)));
    await sosik.status({ ...accepted('x'), statusUrl: '/v1/events/x?source=%2Fa&token=t' });
    await sosik.status('기사#1', { source: '/a' });
    expect(asked.map(({ path }) => path)).toEqual([
      '/v1/events/x?source=%2Fa&token=t',
      '/v1/events/%EA%B8%B0%EC%82%AC%231?source=%2Fa',
    ]);
  });

  test('is told when it changes, until it is applied everywhere', async () => {
    const states = [status('accepted', 2), status('accepted', 2), status('decided', 0), status('applied', 0)];
    const { sosik } = gate((_, nth) => json(200, states[nth - 1] ?? {}));
    const told: string[] = [];
    for await (const { state } of sosik.follow(accepted('x'), { everyMs: 1 })) told.push(state);
    expect(told).toEqual(['accepted', 'decided', 'applied']);
  });
});

test('a picture goes as it is, under its own type', async () => {
  const { sosik, asked } = gate(() => json(201, { mediaId: 'm' }));
  await sosik.upload(new Blob([new Uint8Array([1, 2])], { type: 'image/png' }));
  await sosik.upload(new Uint8Array([1, 2]), { type: 'image/webp' });
  expect(asked.map(({ headers }) => headers.get('content-type'))).toEqual(['image/png', 'image/webp']);
});

test('keys are listed, revoked, and given secrets by their addresses', async () => {
  const { sosik, asked } = gate((each) =>
    each.method === 'DELETE'
      ? new Response(null, { status: 204 })
      : json(200, { data: [], secret: 'whsec_eA==' }),
  );
  await sosik.keys.list();
  await sosik.keys.webhookSecret('k/1');
  await sosik.keys.revoke('k/1');
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/keys',
    'POST /v1/keys/k%2F1/webhook-secret',
    'DELETE /v1/keys/k%2F1',
  ]);
});
