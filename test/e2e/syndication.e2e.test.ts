import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type {
  DeliveryList,
  WebhookDelivery,
  WebhookFacts,
  WebhookMade,
  WebhookSigning,
} from '#libs/contracts';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { FollowerStore } from '../../apps/syndication/src/follower.store.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { ask, type Call } from './keys/asking.ts';

const ADMIN = 'live_theKeyOfWhoTellsOthersOfNews';
const HUB = 'https://hub.hangang.example/websub';
const eventually = within(8_000);
/** What the clocks of the apps are ahead of that of the machine. */
let ahead = 0;
const HOUR = 3_600_000;

interface Event {
  type: string;
  subject: string;
  data: { seq: number; headline?: string; kind?: string };
}
interface Taken {
  id: string;
  event: Event;
  /** Secrets of the receiver that the message is signed by. */
  signedBy: string[];
  /** What a reader saw at that moment. */
  page?: number;
}

/** Somebody outside: checks each message as an independent library does, and answers as the test wants. */
class Receiver {
  readonly taken: Taken[] = [];
  refused = 0;
  status = 204;
  secrets: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    void this.take(request).then((status) => response.writeHead(status, { location: '/' }).end());
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/news`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** What it was told about one thing: types and headlines, each message once. */
  about(uri: string): string[] {
    const seen = new Map(this.taken.map((each) => [each.id, each]));
    return [...seen.values()]
      .filter(({ event }) => event.subject === uri)
      .map(({ event: { type, data } }) => `${type} ${data.headline ?? data.kind ?? ''}`);
  }

  private async take(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (this.status !== 204) {
      this.refused++;
      return this.status;
    }
    const headers = request.headers as Record<string, string>;
    const event = JSON.parse(body) as Event & { data: { url?: string } };
    const signedBy = this.secrets.filter((secret) => isSigned(secret, body, headers));
    const { url } = event.data;
    const page = url === undefined ? undefined : (await newsroom.get(url)).status;
    this.taken.push({ id: headers['webhook-id'] ?? '', event, signedBy, ...(page ? { page } : {}) });
    return this.status;
  }
}

function isSigned(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    // The clocks of the apps may be ahead: the signature is of the time that it names.
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
    const signature = new Webhook(secret).sign(headers['webhook-id'] ?? '', at, body);
    return (headers['webhook-signature'] ?? '').split(' ').includes(signature);
  } catch {
    return false;
  }
}

let newsroom: Newsroom;
const receivers: Receiver[] = [];
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, gateway, syndication, ingest], {
    now: () => Date.now() + ahead,
    env: {
      ...installation(),
      INGEST_ADMIN_KEY: ADMIN,
      INGEST_SECRETS_KEY: randomBytes(32).toString('hex'),
      OUTBOUND_ALLOW: '127.0.0.1/32',
      GATEWAY_HUB_URL: HUB,
    },
  });
});
afterAll(async () => {
  await newsroom?.stop();
  await Promise.all(receivers.map((each) => each.close()));
});
beforeEach(() => newsroom.settled());

const call = (line: string, more: Call = {}) => ask(newsroom.url('ingest'), line, { key: ADMIN, ...more });
const say = async (type: string, data: { uri: string; reason?: string }): Promise<void> => {
  const event = anEvent(type, data);
  const answer = await call('POST /v1/events', { type: 'application/cloudevents+json', body: event });
  expect(answer).toMatchObject({ status: 202 });
};
const publish = (uri: string, version: number, changes: object = {}) =>
  say(version === 1 ? 'article.published' : 'article.updated', {
    ...anArticle({ uri, version, headline: `배 ${version} Ferry` }),
    ...changes,
  });
const withdraw = (uri: string) => say('article.withdrawn', { uri, reason: '오보 an error' });

/** Somebody who is told. */
async function subscribe(changes: object = {}): Promise<Receiver & { id: string }> {
  const receiver = new Receiver();
  receivers.push(receiver);
  const url = await receiver.open();
  const body = { url, types: ['article.public', 'article.gone'], description: '통신사 partner', ...changes };
  const { status, body: made } = await call('POST /v1/webhooks', { body });
  expect({ status, made }).toMatchObject({ status: 201, made: { ...body, state: 'active' } });
  const { id, secret } = made as unknown as WebhookMade;
  receiver.secrets = [secret];
  return Object.assign(receiver, { id });
}
const deliveriesOf = async (id: string, query = ''): Promise<WebhookDelivery[]> =>
  ((await call(`GET /v1/webhooks/${id}/deliveries${query}`)).body as unknown as DeliveryList).data;
const stateOf = async (id: string): Promise<string> =>
  ((await call(`GET /v1/webhooks/${id}`)).body as unknown as WebhookFacts).state;

describe('somebody who subscribed', () => {
  test('is told of each change, signed, once readers see it, in order', async () => {
    const receiver = await subscribe();
    await publish('syn:life', 1);
    await newsroom.settled();
    await publish('syn:life', 2);
    await newsroom.settled();
    await withdraw('syn:life');
    await newsroom.settled();
    expect(receiver.about('syn:life')).toEqual([
      'article.public 배 1 Ferry',
      'article.public 배 2 Ferry',
      'article.gone withdrawn',
    ]);
    for (const { signedBy } of receiver.taken) expect(signedBy).toEqual(receiver.secrets);
    expect(receiver.taken.map(({ page }) => page)).toEqual([200, 200, undefined]);
    expect(await deliveriesOf(receiver.id, '?state=taken')).toMatchObject([
      { uri: 'syn:life', type: 'article.gone', attempts: 1, status: 204 },
      { uri: 'syn:life', type: 'article.public', attempts: 1, status: 204 },
      { uri: 'syn:life', type: 'article.public', attempts: 1, status: 204 },
    ]);
  });

  test('is told of what it asked for, and further of what has moved away', async () => {
    const culture = await subscribe({ sections: ['culture'] });
    await publish('syn:moved', 1, { section: 'culture' });
    await publish('syn:other', 1, { section: 'society' });
    await newsroom.settled();
    await publish('syn:moved', 2, { section: 'society' });
    await newsroom.settled();
    await withdraw('syn:moved');
    await withdraw('syn:other');
    await newsroom.settled();
    expect(culture.about('syn:moved')).toEqual([
      'article.public 배 1 Ferry',
      'article.public 배 2 Ferry',
      'article.gone withdrawn',
    ]);
    expect(culture.about('syn:other')).toEqual([]);
  });

  test('and is gone for good (410) is disabled, and told again only when it is brought back', async () => {
    const receiver = await subscribe();
    receiver.status = 410;
    await publish('syn:disabled', 1);
    await eventually(async () => expect(await stateOf(receiver.id)).toBe('disabled'));
    receiver.status = 204;
    await publish('syn:disabled', 2);
    await newsroom.settled();
    expect(receiver.taken).toEqual([]);
    await call(`PATCH /v1/webhooks/${receiver.id}`, { body: { state: 'active' } });
    const [row] = await deliveriesOf(receiver.id);
    expect(row).toMatchObject({ state: 'parked', status: 410 });
    expect(await call(`POST /v1/webhooks/${receiver.id}/deliveries/${row?.id}/replay`)).toMatchObject({
      status: 202,
      body: { replayed: 1 },
    });
    await eventually(() => expect(receiver.about('syn:disabled')).toEqual(['article.public 배 2 Ferry']));
  });

  test('is told again what it has lost: the newest state, under the name that it had', async () => {
    const receiver = await subscribe();
    const since = new Date(Date.now() + ahead - 1_000).toISOString();
    await publish('syn:lost', 1);
    await newsroom.settled();
    const [first] = receiver.taken.splice(0);
    expect(await call(`POST /v1/webhooks/${receiver.id}/replay?since=${since}`)).toMatchObject({
      status: 202,
      body: { replayed: 1 },
    });
    await eventually(() => expect(receiver.taken.map(({ id }) => id)).toEqual([first?.id]));
  });

  test('may change its secret, be paused, tried and deleted', async () => {
    const receiver = await subscribe();
    const rotated = (await call(`POST /v1/webhooks/${receiver.id}/secret`)).body as unknown as WebhookSigning;
    receiver.secrets.unshift(rotated.secret);
    await call(`PATCH /v1/webhooks/${receiver.id}`, { body: { state: 'paused' } });
    expect(await call(`POST /v1/webhooks/${receiver.id}/test`)).toMatchObject({ status: 202 });
    await newsroom.settled();
    expect(receiver.taken).toEqual([]);
    await call(`PATCH /v1/webhooks/${receiver.id}`, { body: { state: 'active' } });
    await eventually(() => expect(receiver.taken).toMatchObject([{ event: { type: 'webhook.test' } }]));
    expect(receiver.taken[0]?.signedBy).toEqual(receiver.secrets);
    expect(await call(`DELETE /v1/webhooks/${receiver.id}`)).toMatchObject({ status: 204 });
    await publish('syn:deleted', 1);
    await newsroom.settled();
    expect(receiver.about('syn:deleted')).toEqual([]);
    expect(await call(`GET /v1/webhooks/${receiver.id}`)).toMatchObject({ status: 404 });
  });
});

test.each([
  ['no address', { url: 'partner' }],
  ['another kind of address', { url: 'file:///etc/passwd' }],
  ['an address that names a user', { url: 'https://user:secret@partner.example/' }],
  ['nothing to hear of', { types: [] }],
  ['what is no type', { types: ['article.published'] }],
  ['what nobody knows', { colour: 'red' }],
])('a subscription with %s is refused', async (_, changes) => {
  const body = { url: 'https://partner.example/', types: ['article.public'], ...changes };
  expect(await call('POST /v1/webhooks', { body })).toMatchObject({
    status: 400,
    body: { code: 'invalid_parameter' },
  });
});

test('subscriptions are for operators alone', async () => {
  const { body } = await call('POST /v1/keys', {
    body: { name: 'desk', mode: 'live', scopes: ['publish', 'read', 'withdraw'] },
  });
  const key = (body as { secret: string }).secret;
  expect(await call('GET /v1/webhooks', { key })).toMatchObject({ status: 403 });
  expect(await call('GET /v1/webhooks', { key: '' })).toMatchObject({ status: 401 });
});

describe('a program that follows a feed by WebSub', () => {
  const topic = 'http://127.0.0.1:4000/ko/feed.xml';
  const secret = '따라가는 프로그램 a follower';
  const asked: URL[] = [];
  const fed: { signature: string; link: string; body: string }[] = [];
  let means = true;
  const follower = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === 'GET') {
      asked.push(url);
      return response.end(means ? url.searchParams.get('hub.challenge') : 'who?');
    }
    const { 'x-hub-signature': signature, link } = request.headers;
    fed.push({ signature: String(signature), link: String(link), body: Buffer.concat(chunks).toString() });
    return response.end();
  });
  let callback = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => follower.listen(0, '127.0.0.1', resolve));
    callback = `http://127.0.0.1:${(follower.address() as AddressInfo).port}/in?user=7`;
  });
  afterAll(() => {
    follower.closeAllConnections();
    follower.close();
  });
  const request = async (fields: Record<string, string>): Promise<number> => {
    const form = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': callback, ...fields };
    const body = new URLSearchParams(form);
    return (await fetch(`${newsroom.url('syndication')}/websub`, { method: 'POST', body })).status;
  };
  const headline = '따라온 소식 Fed';

  test('is named the hub by the feed, asked whether it means it, and fed what readers get', async () => {
    const { headers, body } = await newsroom.get('/ko/feed.xml');
    expect(headers.get('link')).toBe(`<${HUB}>; rel="hub", <${topic}>; rel="self"`);
    expect(body).toContain(`href="${HUB}"`);
    expect((await newsroom.get('/ko/feed.atom')).body).toContain(`<link href="${HUB}" rel="hub"`);
    expect(JSON.parse((await newsroom.get('/ko/feed.json')).body)).toMatchObject({
      hubs: [{ type: 'WebSub', url: HUB }],
    });
    expect(await request({ 'hub.secret': secret, 'hub.lease_seconds': '99999999' })).toBe(202);
    await newsroom.settled();
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toMatchObject({
      user: '7',
      'hub.mode': 'subscribe',
      'hub.topic': topic,
      'hub.lease_seconds': '864000',
    });
    await publish('syn:fed', 1, { headline, language: 'ko' });
    await eventually(() => expect(fed.at(-1)?.body).toContain(headline));
    await withdraw('syn:fed');
    await eventually(() => expect(fed.at(-1)?.body).not.toContain(headline));
    for (const { signature, link, body: bytes } of fed) {
      expect(signature).toBe(`sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`);
      expect(link).toBe(`<${HUB}>; rel="hub", <${topic}>; rel="self"`);
    }
  });

  test('is fed no more when it has left', async () => {
    asked.length = 0;
    expect(await request({ 'hub.mode': 'unsubscribe' })).toBe(202);
    await newsroom.settled();
    expect(asked[0]?.searchParams.get('hub.mode')).toBe('unsubscribe');
    const followers = await newsroom.app('syndication').get(FollowerStore).topics(Date.now());
    expect(followers).toEqual([]);
  });

  test('is not fed if it did not mean it, and is denied what is no feed', async () => {
    means = false;
    expect(await request({})).toBe(202);
    await newsroom.settled();
    expect(await newsroom.app('syndication').get(FollowerStore).topics(Date.now())).toEqual([]);
    asked.length = 0;
    expect(await request({ 'hub.topic': topic.replace('/ko/', '/ko/nowhere/') })).toBe(202);
    await newsroom.settled();
    expect(asked.map(({ searchParams }) => searchParams.get('hub.mode'))).toEqual(['denied']);
  });

  test.each<[string, Record<string, string>]>([
    ['a feed of others', { 'hub.topic': 'https://evil.example/feed.xml' }],
    ['what is no feed', { 'hub.topic': 'http://127.0.0.1:4000/internal/idle' }],
    ['no address', { 'hub.callback': 'javascript:alert(1)' }],
    ['a mode that is none', { 'hub.mode': 'publish' }],
  ])('is refused %s', async (_, fields) => {
    expect(await request(fields)).toBe(400);
  });
});

// Last: from then on the clocks of the apps are ahead of that of the log.
test('somebody who was away for an hour is told the newest of everything, in order and once', async () => {
  const receiver = await subscribe();
  receiver.status = 503;
  await publish('syn:kept', 1);
  await publish('syn:gone', 1);
  await newsroom.settled();
  expect(receiver.refused).toBeGreaterThan(0);
  await publish('syn:kept', 2);
  await withdraw('syn:gone');
  await newsroom.settled();
  for (const step of [1, 2, 3]) {
    ahead += HOUR / 3;
    await newsroom.settled();
    expect({ step, taken: receiver.taken }).toEqual({ step, taken: [] });
  }
  receiver.status = 204;
  ahead += HOUR / 6;
  await eventually(() => {
    expect(receiver.about('syn:kept')).toEqual(['article.public 배 2 Ferry']);
    expect(receiver.about('syn:gone')).toEqual(['article.gone withdrawn']);
  });
  await newsroom.settled();
  expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(receiver.taken.length);
});
