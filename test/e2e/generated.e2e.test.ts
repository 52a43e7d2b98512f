import { Agent, request as send } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newsroomApi, openApi } from '#libs/contracts';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { type Answered, AnswerJudge } from './generated/judge.ts';
import { type Request, requestsTo } from './generated/requests.ts';

/** `npm run test:thorough` asks more; other requests by GENERATED_SEED. */
const REQUESTS = process.env['THOROUGH'] ? 2_000 : 300;
const SEED = Number(process.env['GENERATED_SEED'] ?? 20260301);
/** Fewer than the gate takes pictures in turns. */
const LANES = 32;
/** Keys for the operations on one: not that of the test itself. */
const KEYS = 8;
/** Some seconds on a quiet machine; more requests take longer. */
const MOST_MS = Math.max(300_000, REQUESTS * 100);
const PATIENCE = 3;
const KEY = 'live_ofGeneratedRequestsAtTheGate26';

const document = openApi(newsroomApi);
const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ template, method, operation })),
);

let newsroom: Newsroom;
const agent = new Agent({ keepAlive: true, maxSockets: LANES });
beforeAll(async () => {
  newsroom = await startNewsroom([content, syndication, ingest], {
    env: {
      INGEST_ADMIN_KEY: KEY,
      PREVIEW_SECRET: '미리보기'.repeat(10),
      INGEST_SECRETS_KEY: 'a7'.repeat(32),
    },
  });
});
afterAll(async () => {
  agent.destroy();
  await newsroom?.stop();
});

function answerTo(request: Request): Promise<Answered> {
  const { method, path, headers, body } = request;
  const { hostname, port } = new URL(newsroom.url('ingest'));
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': String(body.length) } : {};
    const options = { agent, hostname, port, method, path, headers: { ...headers, ...length } };
    const sent = send(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const type = (response.headers['content-type'] ?? '').split(';', 1)[0] ?? '';
        resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', (error) => {
      // The gate may end a connection that was kept, after an answer to what it could not read.
      if (sent.reusedSocket) answerTo(request).then(resolve, reject);
      else reject(error);
    });
    sent.end(body);
  });
}

/** Asks again where the gate says so: content may answer late when the machine has other work. */
async function lastingAnswerTo(request: Request): Promise<Answered & { again: number }> {
  for (let again = 0; ; again++) {
    const answer = await answerTo(request);
    if (answer.status !== 503 || again === PATIENCE) return { ...answer, again };
  }
}

/** In so many lanes at once; what belongs together stays in one lane, in its order. */
async function inLanes(work: readonly Request[][], each: (request: Request) => Promise<void>): Promise<void> {
  const left = work.values();
  const lane = async (): Promise<void> => {
    for (const requests of left) for (const request of requests) await each(request);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

test.each(operations)(
  `$operation.operationId answers ${REQUESTS} generated requests of seed ${SEED} as the document says, and never fails`,
  async ({ template, method, operation }) => {
    const judge = new AnswerJudge(document);
    const key = { authorization: `Bearer ${KEY}` };
    const ids = await idsFor(template, key);
    const all = requestsTo({ document, template, method, operation, key, ids });
    const work = fc.sample(all, { seed: SEED, numRuns: REQUESTS });
    const faults: string[] = [];
    let putOff = 0;
    const statuses = new Map<number, number>();
    await inLanes(work, async (request) => {
      const answer = await lastingAnswerTo(request).catch((error: unknown) => ({
        status: 599,
        type: '',
        text: String(error),
        again: 0,
      }));
      putOff += answer.again;
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const fault = judge.fault(request, answer);
      if (fault) faults.push(`${line(request)}\n  ${fault}`);
    });
    await newsroom.settled();
    expect(faults.slice(0, 10)).toEqual([]);
    expect(putOff).toBeLessThanOrEqual(REQUESTS / 50);
    // Otherwise the generator would prove nothing.
    const answered = [...statuses.keys()];
    const both = answered.some((status) => status < 300) && answered.some((status) => status >= 400);
    expect(both ? 'good and bad ones' : Object.fromEntries(statuses)).toBe('good and bad ones');
  },
  MOST_MS,
);

/** Ids of what is there, by the name of the parameter, for operations on one. */
async function idsFor(template: string, key: { authorization: string }): Promise<Record<string, string[]>> {
  if (template.startsWith('/v1/keys/{id}'))
    return { id: await made('keys', { name: '생성된 열쇠', mode: 'test', scopes: ['read'] }, key) };
  if (template.startsWith('/v1/payloads/{id}')) return { id: [await imported(key)] };
  if (template.startsWith('/v1/webhooks/{id}')) return subscribed(key);
  if (template !== '/v1/decisions/{id}') return {};
  const decision = { kind: 'exclude', article: 'zwq5gpzlnc', hours: 1, reason: '생성' };
  return { id: await made('decisions', decision, key) };
}

async function made(what: string, body: object, key: { authorization: string }): Promise<string[]> {
  const all = Array.from({ length: KEYS }, async () => {
    const response = await fetch(`${newsroom.url('ingest')}/v1/${what}`, {
      method: 'POST',
      headers: { ...key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await response.json()) as { id: string }).id;
  });
  return Promise.all(all);
}

/** Subscriptions of somebody who is not there, and a message to the last of them. */
async function subscribed(key: { authorization: string }): Promise<Record<string, string[]>> {
  const webhook = { url: 'http://127.0.0.1:9/none', types: ['article.public'] };
  // There may be so many that the gate takes no more of them.
  const there = await fetch(`${newsroom.url('ingest')}/v1/webhooks`, { headers: key });
  const { data } = (await there.json()) as { data: { id: string }[] };
  const id =
    data.length < KEYS ? await made('webhooks', webhook, key) : data.slice(-KEYS).map((each) => each.id);
  const test = `${newsroom.url('ingest')}/v1/webhooks/${id.at(-1)}/test`;
  const response = await fetch(test, { method: 'POST', headers: key });
  const delivery = ((await response.json()) as { id: string }).id;
  return { id: [...id.slice(-1), ...id], delivery: [delivery] };
}

async function imported(key: { authorization: string }): Promise<string> {
  const response = await fetch(`${newsroom.url('ingest')}/v1/import?section=society`, {
    method: 'POST',
    headers: { ...key, 'content-type': 'application/vnd.iptc.ninjs+json' },
    body: JSON.stringify({
      uri: 'imported:1',
      version: '1',
      language: 'ko',
      headlines: [{ value: '생성된 기사' }],
    }),
  });
  return ((await response.json()) as { payload: string }).payload;
}

function line({ method, path, headers, body }: Request): string {
  const { authorization: _, ...shown } = headers;
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(shown)} ${body?.toString().slice(0, 500) ?? ''}`;
}
