import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Sosik, signWebhook } from '#libs/client';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { runAt } from '../../tools/sosik/rehearsal.ts';

const ADMIN = 'live_adminKeyOfTheCommandLine2026';
const env = {
  ...installation(),
  INGEST_ADMIN_KEY: ADMIN,
  INGEST_SECRETS_KEY: randomBytes(32).toString('hex'),
};
const eventually = within(5_000);
let newsroom: Newsroom;

beforeAll(async () => {
  newsroom = await startNewsroom([content, ingest, gateway], { env });
});
afterAll(() => newsroom?.stop());

/** The command line at this paper, with a key. */
const sosik = (args: string[], { key = ADMIN, stdin = '' } = {}) =>
  runAt(args, {
    ...env,
    SOSIK_URL: newsroom.url('ingest'),
    PUBLIC_URL: newsroom.url('gateway'),
    SOSIK_KEY: key,
    stdin,
  });
const publish = (uri: string, key: string) =>
  sosik(['publish', '-', '--json'], { key, stdin: JSON.stringify(anArticle({ uri })) });

async function made(...args: string[]): Promise<{ id: string; secret: string }> {
  const { code, out } = await sosik(['keys', 'create', ...args, '--json']);
  expect(code).toBe(0);
  return JSON.parse(out[0] ?? '') as { id: string; secret: string };
}

describe('sosik keys', () => {
  test('a key is made, speaks of what it is for alone, is listed, and is revoked', async () => {
    const { id, secret } = await made('통신사', '--scope', 'publish,read', '--prefix', 'wire:');
    await eventually(async () => expect(await publish('wire:1', secret)).toMatchObject({ code: 0 }));
    expect(await publish('desk:1', secret)).toMatchObject({ code: 4, out: [] });
    expect(await sosik(['keys', 'list'], { key: secret })).toMatchObject({ code: 4 });
    const { out } = await sosik(['keys', 'list', '--json']);
    const row = out.map((line) => JSON.parse(line) as { id: string }).find((each) => each.id === id);
    expect(row).toMatchObject({
      name: '통신사',
      mode: 'live',
      scopes: ['publish', 'read'],
      prefixes: ['wire:'],
    });
    expect(out.join('\n')).not.toContain(secret);
    expect(await sosik(['keys', 'revoke', id])).toMatchObject({ code: 0 });
    await eventually(async () => expect(await publish('wire:2', secret)).toMatchObject({ code: 4 }));
    expect(await sosik(['keys', 'revoke', 'no-such-key'])).toMatchObject({ code: 3 });
  });

  test('whoever asks is told what the key may do', async () => {
    const whoami = await new Sosik({ url: newsroom.url('ingest'), key: ADMIN }).whoami();
    expect(whoami).toMatchObject({ mode: 'live', scopes: expect.arrayContaining(['admin']) });
  });

  test('a message that the client signs with the secret of a key speaks for it', async () => {
    const { id } = await made('웹훅', '--scope', 'publish,read');
    const { out } = await sosik(['keys', 'webhook-secret', id]);
    const body = JSON.stringify(anEvent('article.published', anArticle({ uri: 'hook:1' })));
    const send = async (sent: string) => {
      const headers = await signWebhook({ id: 'msg_1', body }, out[0] ?? '');
      const type = { 'content-type': 'application/cloudevents+json' };
      const url = `${newsroom.url('ingest')}/v1/events`;
      return (await fetch(url, { method: 'POST', headers: { ...headers, ...type }, body: sent })).status;
    };
    await eventually(async () => expect(await send(body)).toBe(202));
    expect(await send(`${body} `)).toBe(401);
  });
});

describe('before anything is published', () => {
  test('validate and a dry run tell what the gate would say, and leave no trace', async () => {
    const article = anArticle({ uri: 'dry:1', language: 'ko', headline: '울릉도 여객선' });
    const { code, out } = await sosik(['publish', '-', '--dry-run'], { stdin: JSON.stringify(article) });
    expect({ code, out }).toMatchObject({
      code: 0,
      out: [expect.stringContaining('dry:1  version 1'), expect.stringContaining('page')],
    });
    const bad = { ...article, headline: '' };
    const told = await sosik(['validate', '-', '--json'], { stdin: JSON.stringify(bad, null, 2) });
    expect(told.code).toBe(3);
    expect(JSON.parse(told.out[0] ?? '')).toMatchObject({ ok: false, faults: [{ pointer: '/headline' }] });
    await newsroom.settled();
    expect(await sosik(['where', 'dry:1'])).toMatchObject({ code: 3 });
  });

  test('an article is put by its address, if it is where the newsroom believes it to be', async () => {
    const client = new Sosik({ url: newsroom.url('ingest'), key: ADMIN });
    await client.put(anArticle({ uri: 'put:1', version: 1 }), { wait: 'stored' });
    await client.put(anArticle({ uri: 'put:1', version: 2 }), { ifMatch: 1, wait: 'stored' });
    const late = client.put(anArticle({ uri: 'put:1', version: 3 }), { ifMatch: 1, wait: 'stored' });
    await expect(late).rejects.toMatchObject({ code: 'conflict_version', status: 412 });
  });
});
