import { randomBytes } from 'node:crypto';
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
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { ask, type Call } from './keys/asking.ts';

const ADMIN = 'live_theKeyOfWhoTellsOthersOfNews';
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
  newsroom = await startNewsroom([content, search, popularity, syndication, ingest, gateway], {
    now: () => Date.now() + ahead,
    env: {
      ...installation(),
      INGEST_ADMIN_KEY: ADMIN,
      INGEST_SECRETS_KEY: randomBytes(32).toString('hex'),
      OUTBOUND_ALLOW: '127.0.0.1/32',
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
