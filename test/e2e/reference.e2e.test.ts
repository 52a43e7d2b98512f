import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Parser } from 'htmlparser2';
import {
  type Api,
  newsroomApi,
  type Operation,
  openApi,
  problems,
  publicApi,
  type Sample,
} from '#libs/contracts';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { AnswerJudge } from './generated/judge.ts';

const KEY = 'live_ofTheReferenceInItsTests2026';

let newsroom: Newsroom;
beforeAll(async () => {
  const env = { INGEST_ADMIN_KEY: KEY, PREVIEW_SECRET: '미리보기'.repeat(10) };
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], { env });
});
afterAll(() => newsroom?.stop());

const apis = [
  ['ingest', newsroomApi],
  ['gateway', publicApi],
] as const;

/** Sends a sample as the reference shows it, and holds the answer against the document. */
async function tried(
  app: string,
  api: Api,
  operation: Operation,
  sample: Sample,
): Promise<{ status: number; fault: string | undefined }> {
  const { parameters = {}, query = {}, headers = {}, body } = sample;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(parameters[name] ?? ''),
  );
  const response = await fetch(`${newsroom.url(app)}${path}?${new URLSearchParams(query)}`, {
    method: operation.method.toUpperCase(),
    headers: { authorization: `Bearer ${KEY}`, ...headers, ...(body ? { 'content-type': body.type } : {}) },
    ...(body ? { body: JSON.stringify(body.value) } : {}),
  });
  const type = (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  const answer = { status: response.status, type, text: await response.text() };
  const asked = { method: operation.method.toUpperCase(), template: operation.path };
  return { status: answer.status, fault: new AnswerJudge(openApi(api)).fault(asked, answer) };
}

describe('the samples of the reference work as they stand, and their answers are as it says', () => {
  test.each(apis)('%s', async (app, api) => {
    for (const operation of api.operations) {
      for (const sample of operation.samples ?? []) {
        const { status, fault } = await tried(app, api, operation, sample);
        expect({ of: `${operation.id}: ${sample.name}`, ok: status < 300, status, fault }).toEqual({
          of: `${operation.id}: ${sample.name}`,
          ok: true,
          status,
          fault: undefined,
        });
      }
      await newsroom.settled();
    }
  });
});

describe('documents', () => {
  const paths = ['/v1/openapi.json', '/v1/asyncapi.json', '/v1/schemas', '/v1/schemas/article.published'];
  const all = [
    ...paths.map((path) => ({ app: 'ingest', path })),
    { app: 'gateway', path: '/api/v1/openapi.json' },
  ];

  test.each(all)('$app answers $path to anyone, and 304 to whoever has it', async ({ app, path }) => {
    const url = `${newsroom.url(app)}${path}`;
    const first = await fetch(url);
    expect(first.status).toBe(200);
    // To its end: an answer that nobody reads keeps its app from stopping.
    expect(await first.json()).toBeDefined();
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w+/=-]+"$/);
    const again = await fetch(url, { headers: { 'if-none-match': `W/"x", ${etag}` } });
    expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });
  });

  test('of an unknown type there is no schema, and the types that are known are told', async () => {
    const response = await fetch(`${newsroom.url('ingest')}/v1/schemas/${encodeURIComponent('기사.발행')}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: 'not_found',
      errors: [{ parameter: 'type', allowed: expect.arrayContaining(['article.published']) }],
    });
  });

  test.each(apis)('%s describes every route that it has while it runs, and no other', (app, api) => {
    const found = routesOf(newsroom.app(app)).filter((route) => / \/(api\/)?v1\//.test(route));
    const described = api.operations.map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    expect(new Set(found)).toEqual(new Set(described));
  });
});

/** From the tree that Fastify prints, one address on a line with its methods in brackets. */
function routesOf(app: NestFastifyApplication): string[] {
  const tree: string = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const path: string[] = [];
  return tree.split('\n').flatMap((text) => {
    const match = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/u.exec(text);
    if (!match) return [];
    const [, indent = '', part = '', methods = ''] = match;
    path.splice(indent.length / 4, path.length, part);
    return (
      methods
        .split(', ')
        // HEAD follows GET, and OPTIONS is what a browser asks before a script of another site may.
        .filter((method) => !['', 'HEAD', 'OPTIONS'].includes(method))
        .map((method) => `${method} ${path.join('')}`)
    );
  });
}

describe('the reference at the door', () => {
  const pages = ['/docs', '/docs/newsroom', '/docs/public', '/docs/events', '/docs/errors'];
  const errors = Object.keys(problems).map((code) => `/docs/errors/${code}`);

  /** Addresses that a page leads to or asks for, ids it has, and elements it is made of. */
  function seen(html: string): { links: string[]; assets: string[]; ids: Set<string>; tags: Set<string> } {
    const [links, assets]: [string[], string[]] = [[], []];
    const [ids, tags] = [new Set<string>(), new Set<string>()];
    const parser = new Parser({
      onopentag: (name, { href, src, id }) => {
        tags.add(name);
        if (id) ids.add(id);
        if (src) assets.push(src);
        if (href) (name === 'link' ? assets : links).push(href);
      },
    });
    parser.end(html);
    return { links, assets, ids, tags };
  }

  test.each([...pages, ...errors])('%s stands, needs no script and no other site', async (path) => {
    const { status, body } = await newsroom.get(path);
    expect(status).toBe(200);
    const { links, assets, ids, tags } = seen(body);
    expect([...tags]).toEqual(expect.not.arrayContaining(['script', 'style', 'iframe', 'img']));
    expect([...links, ...assets].filter((to) => !/^[/#](?!\/)/.test(to))).toEqual([]);
    expect(links.filter((to) => to.startsWith('#') && !ids.has(to.slice(1)))).toEqual([]);
  });

  test('shows its samples in both languages, and names every operation and every error', async () => {
    const [start, gate, door, events, list] = await Promise.all(pages.map((path) => newsroom.get(path)));
    expect(start?.body).toContain('울릉도 여객선, 다음 주부터 겨울 시간표로');
    expect(start?.body).toContain('Ferry to Ulleung returns');
    for (const { id } of newsroomApi.operations) expect(gate?.body).toContain(`id="${id}"`);
    for (const { id } of publicApi.operations) expect(door?.body).toContain(`id="${id}"`);
    expect(events?.body).toContain('content.changes.v1');
    for (const code of Object.keys(problems)) expect(list?.body).toContain(`/docs/errors/${code}`);
  });

  test('has no page for a code that there is not', async () => {
    expect((await newsroom.get('/docs/errors/constructor')).status).toBe(404);
  });
});
