import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Problem } from '#libs/contracts';
import { createService } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';

const STREAMS = 6;
const env: Record<string, string> = { ...installation(), GATEWAY_STREAMS: String(STREAMS) };
const eventually = within(8_000);

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom([content, ingest, gateway], { env });
  await newsroom.settled();
});
afterAll(() => newsroom?.stop());

interface Told {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

/** A reader's line to the stream, open until it hangs up. */
class Reader {
  text = '';
  ended = false;
  status = 0;
  headers = new Headers();
  private readonly line = new AbortController();

  async follow(query = '', lastId?: string, at = newsroom.url('gateway')): Promise<this> {
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    const response = await fetch(`${at}/api/v1/stream${query}`, { headers, signal: this.line.signal });
    this.status = response.status;
    this.headers = response.headers;
    this.read(response).catch(() => undefined);
    readers.push(this);
    return this;
  }

  get told(): Told[] {
    const blocks = this.text
      .split('\n\n')
      .slice(0, -1)
      .filter((block) => block.includes('\ndata: '));
    return blocks.map((block) => {
      const [, event = '', id = '', data = ''] = /^event: (.*)\nid: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return { event, id, data: JSON.parse(data) as Record<string, unknown> };
    });
  }

  hangUp(): void {
    this.line.abort();
  }

  private async read(response: Response): Promise<void> {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) this.text += chunk;
    this.ended = true;
  }
}

const readers: Reader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.hangUp();
  // Their places are free again when the gateway has heard of it.
  await eventually(async () => {
    const metrics = await (await fetch(`${newsroom.url('gateway')}/metrics`)).text();
    expect(metrics).toMatch(/^sosik_gateway_streams 0$/m);
  });
});

const says = async (type: string, data: object, changes: object = {}) => {
  const { status, body } = await newsroom.send(anEvent(type, data as { uri: string }, changes));
  expect({ status, errors: body.problem?.errors }).toEqual({ status: 202, errors: undefined });
};

test('readers hear in their edition what is published, changed and withdrawn', async () => {
  const all = await new Reader().follow();
  const korean = await new Reader().follow('?lang=ko&types=published,withdrawn');
  const [en, ko] = [
    anArticle({ uri: 'stream:en', language: 'en', headline: 'The kite festival' }),
    anArticle({ uri: 'stream:ko', language: 'ko', headline: '연날리기 축제' }),
  ];
  await says('article.published', en);
  await says('article.published', ko);
  await eventually(() => expect(all.told).toHaveLength(2));
  await says('article.updated', { ...en, version: 2, headline: 'The kite festival is off' });
  await says('article.withdrawn', {
    uri: ko.uri,
    reason: '오보',
    notice: { headline: '철회', text: '오보입니다.' },
  });
  await says('article.withdrawn', { uri: en.uri, reason: 'an error' });
  await eventually(() => expect(all.told).toHaveLength(5));
  const of = (uri: string) =>
    all.told.filter(({ data }) => data['id'] === publicId(uri)).map(({ event }) => event);
  expect(of('stream:en')).toEqual(['published', 'changed', 'withdrawn']);
  expect(of('stream:ko')).toEqual(['published', 'withdrawn']);
  expect(korean.told.map(({ event, data }) => [event, data])).toEqual([
    ['published', expect.objectContaining({ headline: '연날리기 축제', language: 'ko', version: 1 })],
    ['withdrawn', { id: publicId('stream:ko'), notice: { headline: '철회', text: '오보입니다.' } }],
  ]);
  const url = all.told[0]?.data['url'];
  expect((await newsroom.get(String(url))).status).toBe(410);
  expect(Object.fromEntries(all.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'access-control-allow-origin': '*',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'cross-origin',
  });
});

test('an alert is heard when it is raised and when it is cleared', async () => {
  const reader = await new Reader().follow('?types=breaking&lang=ko');
  const alert = { id: 'snow', headline: '폭설 특보', language: 'ko', uri: 'stream:sealed' };
  await says('breaking.raised', alert, { id: 'raised', subject: 'breaking' });
  await eventually(() => expect(reader.told).toHaveLength(1));
  await says('breaking.cleared', { id: 'snow' }, { id: 'cleared', subject: 'breaking' });
  await eventually(() => expect(reader.told).toHaveLength(2));
  expect(reader.told.map(({ data }) => data)).toEqual([
    { alerts: [expect.objectContaining({ id: 'snow', headline: '폭설 특보' })] },
    { alerts: [] },
  ]);
  // The article it leads to may be under embargo.
  expect(reader.text).not.toContain('sealed');
});

test('who was cut off goes on at another gateway, which started later, and hears nothing of what is gone', async () => {
  const reader = await new Reader().follow();
  await says('article.published', anArticle({ uri: 'stream:first', headline: 'First light' }));
  await eventually(() => expect(reader.told).toHaveLength(1));
  reader.hangUp();
  const sealed = anArticle({ uri: 'stream:held', headline: 'Orchard ledger' });
  await says('article.published', anArticle({ uri: 'stream:missed', headline: 'A lantern' }));
  await says('article.published', sealed);
  await says('article.updated', { ...sealed, version: 2, embargoedUntil: '2099-01-01T00:00:00Z' });
  await newsroom.settled();
  const second = await createService(gateway, {
    env: { ...env, PORT: '0', CONTENT_URL: newsroom.url('content') },
  });
  try {
    await second.listen(0, '127.0.0.1');
    const again = await new Reader().follow('', reader.told[0]?.id, await second.getUrl());
    await eventually(() => expect(again.text).toContain('\n: live\n'));
    const heard = again.told.map(({ event, data }) => `${event} ${String(data['id'])}`);
    expect(heard.toSorted()).toEqual(
      [`published ${publicId('stream:missed')}`, `withdrawn ${publicId('stream:held')}`].toSorted(),
    );
    expect(again.text).not.toMatch(/Orchard|ledger/i);
  } finally {
    await second.close();
  }
});

describe('the door of the stream', () => {
  test.each([
    ['?types=published,gossip', 'invalid_parameter'],
    ['?types=', 'invalid_parameter'],
    ['?lang=fr', 'invalid_parameter'],
    ['?since=1', 'unknown_parameter'],
  ])('%s is a problem', async (query, code) => {
    const response = await fetch(`${newsroom.url('gateway')}/api/v1/stream${query}`);
    expect((await response.json()) as Problem).toMatchObject({ status: 400, code });
  });

  test('HEAD answers and ends', async () => {
    const response = await fetch(`${newsroom.url('gateway')}/api/v1/stream`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  test('who comes when all places are taken is told when to come again', async () => {
    const at = `${newsroom.url('gateway')}/api/v1/stream`;
    const inside = await Promise.all(Array.from({ length: STREAMS }, () => new Reader().follow()));
    expect(inside.map(({ status }) => status)).toEqual(Array.from({ length: STREAMS }, () => 200));
    const refused = await fetch(at);
    expect(refused.headers.get('retry-after')).toBe('15');
    expect((await refused.json()) as Problem).toMatchObject({ status: 503, code: 'overloaded' });
    inside[0]?.hangUp();
    await eventually(async () => expect((await new Reader().follow()).status).toBe(200));
  });
});

test('a reader that does not read holds no stop, and the others are told of it', async () => {
  let app: NestFastifyApplication | undefined = await createService(gateway, {
    env: { ...env, PORT: '0', CONTENT_URL: newsroom.url('content') },
  });
  let deaf: Socket | undefined;
  try {
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    deaf = connect(Number(new URL(url).port), '127.0.0.1');
    deaf.write('GET /api/v1/stream HTTP/1.1\r\nhost: a\r\n\r\n');
    deaf.pause();
    const reader = await new Reader().follow('', undefined, url);
    await eventually(() => expect(reader.text).toContain(': live'));
    const begun = performance.now();
    await app.close();
    app = undefined;
    expect(performance.now() - begun).toBeLessThan(5_000);
    await eventually(() => expect(reader.ended).toBe(true));
  } finally {
    deaf?.destroy();
    await app?.close();
  }
});
