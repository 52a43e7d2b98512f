import type { IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { aPublicArticle } from '#libs/testing';
import { BackendClient } from '../backend.client.ts';
import type { Door } from '../cache/door.controller.ts';
import { gatewaySettings } from '../settings.ts';
import { Press } from './press.controller.ts';

const settings = readSettings(gatewaySettings, {});
const ferry = aPublicArticle({ headline: '울릉 여객선 <다시> 운항', language: 'ko', seq: 10 });
/** The text-only mirror of an address of the Korean edition. */
const lite = (url: string) => url.replace(/^\/ko\//, '/ko/lite/');

let backend: BackendClient;
let press: Press;
/** For which pages it was said that less is to come from here. */
let turned: string[];
/** Why the page can't be made. */
let lost: Error;
beforeEach(() => {
  turned = [];
  const runtime = Runtime.silent('gateway');
  backend = new BackendClient(settings, runtime);
  const door = { soon: () => Promise.reject(lost) } as unknown as Door;
  press = new Press(door, backend, runtime, settings);
});

/** What a reader is told who asks for a page. */
async function told(
  url: string,
  instead?: () => string,
): Promise<{ status: number; fields: Record<string, string>; body: string }> {
  const said = { status: 200, fields: {} as Record<string, string>, body: '' };
  const reply = {
    status(status: number) {
      said.status = status;
      return reply;
    },
    header(name: string, value: string) {
      said.fields[name] = value;
      return reply;
    },
    type: (value: string) => reply.header('content-type', value),
    send(body: Buffer | string) {
      said.body = body.toString();
    },
  };
  const server = { load: { turnAway: () => void turned.push(url) } };
  const request = { url, raw: { url } as IncomingMessage, server } as unknown as FastifyRequest;
  await press.send(request, reply as unknown as FastifyReply, () => Promise.reject(lost), instead);
  return said;
}

describe('a page that can not be made', () => {
  test.each(['/ko', '/ko/lite/politics'])(
    'since a service has too much to do is refused as at the door, with the time to come again: %s',
    async (url) => {
      lost = new DependencyUnavailable('content', undefined, 3);
      const { status, fields, body } = await told(url);
      expect({ status, turned }).toEqual({ status: 503, turned: [url] });
      expect(fields).toMatchObject({
        ...{ 'retry-after': '3', 'cache-control': 'no-store' },
        'content-type': 'text/html; charset=utf-8',
      });
      expect(body).toBe(press.refusal({ url } as IncomingMessage).body?.toString());
    },
  );

  test('and has one of its own for that case is that one, with the time to come again', async () => {
    lost = new DependencyUnavailable('search', undefined, 3);
    const { status, fields, body } = await told('/ko/search?q=배', () => '<p>검색은 잠시 쉽니다</p>');
    expect({ status, body, again: fields['retry-after'] }).toEqual({
      ...{ status: 503, body: '<p>검색은 잠시 쉽니다</p>', again: '3' },
    });
  });

  test('since a service does not answer says so, in other words', async () => {
    lost = new DependencyUnavailable('content');
    const { status, fields, body } = await told('/ko');
    expect({ status, turned, again: fields['retry-after'] }).toEqual({ status: 503, turned: [], again: '5' });
    expect(body).not.toBe(press.refusal({ url: '/ko' } as IncomingMessage).body?.toString());
  });
});

describe('the page of an article alone', () => {
  test('is there while the article is as it was told last, whole and as text only, and under no other address', () => {
    backend.markPublic(ferry.id, ferry.seq);
    backend.remember(ferry);
    const whole = press.alone(ferry.url);
    expect(whole?.answer).toMatchObject({ status: 200, view: ferry.id });
    expect(whole?.answer.body).toContain('<h1>울릉 여객선 &lt;다시> 운항</h1>');
    expect([...(whole?.shown.keys() ?? [])]).toEqual([ferry.id]);
    expect(press.alone(lite(ferry.url))?.answer.body).toContain('<h1>울릉 여객선 &lt;다시> 운항</h1>');
    expect(press.alone(`${ferry.url}?utm_source=mail`)?.answer.body).toBe(whole?.answer.body);
    expect(press.alone(`/ko/x${ferry.url.slice(3)}`)).toBeUndefined();
    expect(press.alone('/ko')).toBeUndefined();
  });

  test.each<[string, () => void]>([
    ['has left', () => void backend.markGone(ferry.id, ferry.seq + 1)],
    ['has changed, as far as is known', () => backend.markPublic(ferry.id, ferry.seq + 1)],
  ])('is not once it %s', (_, happens) => {
    backend.markPublic(ferry.id, ferry.seq);
    backend.remember(ferry);
    happens();
    expect(press.alone(ferry.url)).toBeUndefined();
  });
});
