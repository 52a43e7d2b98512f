import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { publicId } from '#libs/text';
import { article, type Rehearsal, receipt, refusal, rehearse } from './rehearsal.ts';

let paper: Rehearsal;
beforeAll(async () => {
  paper = await rehearse();
});
beforeEach(() => paper.forget());
afterAll(() => paper.end());

const sosik: Rehearsal['sosik'] = (...args) => paper.sosik(...args);

describe('where', () => {
  const card = {
    id: 'abcdefghij',
    uri: 'desk:ferry',
    version: 3,
    headline: '여객선 다시 뜬다',
    url: '/ko/society/x',
    modified: '2026-03-01T05:02:11.000Z',
  };
  const status = {
    id: 'desk:ferry#3',
    source: '/desk',
    uri: 'desk:ferry',
    state: 'decided',
    outcome: 'public',
    reason: 'this state of the article is what the public sees',
    token: 't',
    hops: [
      { service: 'content', state: 'applied', lag: 0, at: '2026-03-01T05:02:11.000Z' },
      { service: 'search', state: 'applied', lag: 0, ms: 120 },
      { service: 'gateway', instance: 'g1', state: 'waiting', lag: 1 },
    ],
  };

  test('tells of an event place by place', async () => {
    paper.answers['GET /v1/events/desk%3Aferry%233'] = { status: 200, body: status };
    paper.answers['GET /api/v1/search'] = { status: 200, body: { data: [] } };
    const { code, out } = await sosik(['where', 'desk:ferry#3']);
    expect(code).toBe(0);
    expect(
      out
        .slice(0, 4)
        .map((line) => line.replace(/\d\d:\d\d:\d\d/, 'hh:mm:ss').replace(/\d{4}-\d\d-\d\d /, '')),
    ).toEqual([
      'gate        accepted  event desk:ferry#3 from /desk, about desk:ferry; the log has it',
      'content     public    at hh:mm:ss: this state of the article is what the public sees',
      'search      applied   readers can find it, 120 ms after the gate began to look',
      'gateway g1  waiting   has 1 record to apply up to it',
    ]);
  });

  test.each([
    ['a uri', 'desk:ferry'],
    ['a public id', 'abcdefghij'],
    ['the address of a page', 'http://paper.example/ko/society/2026/03/01/%EC%86%8C%EC%8B%9D-abcdefghij'],
  ])('tells of the article of %s what readers get', async (_, name) => {
    const id = name === 'desk:ferry' ? publicId(name) : 'abcdefghij';
    paper.answers[`GET /api/v1/articles/${id}`] = { status: 200, body: { data: { ...card, id } } };
    paper.answers['GET /api/v1/search'] = { status: 200, body: { data: [{ id }] } };
    const { code, out } = await sosik(['where', name, '--json']);
    expect(code).toBe(0);
    expect(out.map((line) => JSON.parse(line) as { at: string; state: string })).toMatchObject([
      { at: 'readers', state: 'public', words: expect.stringContaining('desk:ferry version 3') },
      { at: 'page', words: `${paper.url}/ko/society/x` },
      { at: 'search', state: 'found' },
    ]);
  });

  test('tells the notice of what is gone, and ends with 3 if nothing is known', async () => {
    paper.answers[`GET /api/v1/articles/${publicId('desk:gone')}`] = refusal(410, 'gone', {
      notice: { headline: '철회된 기사', text: '' },
    });
    expect(await sosik(['where', 'desk:gone'])).toMatchObject({
      code: 0,
      out: ['readers  gone  철회된 기사'],
    });
    expect(await sosik(['where', 'desk:nothing'])).toMatchObject({
      code: 3,
      err: [
        expect.stringContaining('desk:nothing is no event'),
        expect.stringMatching(/^Next: `sosik events tail`/),
      ],
    });
  });
});

describe('what readers find and read', () => {
  const hits = [
    {
      id: 'a',
      headline: '울릉도 여객선',
      section: 'society',
      url: '/ko/a',
      firstPublished: '2026-03-01T00:00:00Z',
    },
    {
      id: 'b',
      headline: 'Ferry \u001b[31mreturns',
      section: 'k-pop',
      url: '/b',
      firstPublished: '2026-02-01T00:00:00Z',
    },
  ];

  test('is a table whose columns stand under each other in both scripts, without what could steer a terminal', async () => {
    paper.answers['GET /api/v1/search'] = { status: 200, body: { data: hits, meta: { total: 2 } } };
    const { out } = await sosik(['search', '여객선', 'ferry', '--lang', 'ko']);
    expect(decodeURIComponent(paper.asked[0]?.path ?? '')).toContain('q=여객선+ferry');
    expect(out).toEqual([
      `2026-03-01  society  울릉도 여객선       ${paper.url}/ko/a`,
      `2026-02-01  k-pop    Ferry  [31mreturns  ${paper.url}/b`,
      '2 found',
    ]);
  });

  test('is one JSON object a line with --json', async () => {
    paper.answers['GET /api/v1/search'] = { status: 200, body: { data: hits, meta: { total: 2 } } };
    const { out } = await sosik(['search', '여객선', '--json']);
    expect(out.map((line) => JSON.parse(line))).toEqual(hits);
  });

  test('is what is read most in a window', async () => {
    const data = [{ rank: 1, views: 12, headline: '여객선', url: '/ko/a' }];
    paper.answers['GET /api/v1/popular'] = {
      status: 200,
      body: { data, meta: { window: '24h', state: 'live', asOf: '2026-03-01T00:00:00.000Z', sample: 12 } },
    };
    const { out } = await sosik(['top', '--window', '24h']);
    expect(out).toEqual([
      `1    12  여객선  ${paper.url}/ko/a`,
      'views in 24h, live, as of 2026-03-01T00:00:00.000Z, 12 in all',
    ]);
  });

  test('a parameter that the site refuses is told', async () => {
    paper.answers['GET /api/v1/search'] = refusal(400, 'invalid_parameter', {
      errors: [{ parameter: 'limit', code: 'x', message: 'is at most 50' }],
    });
    expect(await sosik(['search', 'x', '--limit', '99'])).toMatchObject({
      code: 3,
      err: ['invalid_parameter: limit is at most 50', 'Next: `sosik search --help`'],
    });
  });
});

describe('keys', () => {
  const key = {
    id: 'k1',
    name: '편집국',
    mode: 'live',
    scopes: ['publish', 'read'],
    created: '2026-03-01T00:00:00Z',
  };

  test('a new one tells its secret on standard output alone, this once', async () => {
    paper.answers['POST /v1/keys'] = {
      status: 201,
      body: { ...key, secret: 'live_secretOfTheNewKey2026xx' },
    };
    const { out, err } = await sosik([
      'keys',
      'create',
      '편집국',
      '--scope',
      'publish,read',
      '--prefix',
      'desk:',
      'wire:',
    ]);
    expect(out).toEqual(['live_secretOfTheNewKey2026xx']);
    expect(err).toEqual(['Key k1 (편집국) for publish, read. The secret is not shown again.']);
    expect(JSON.parse(paper.asked[0]?.body ?? '')).toEqual({
      name: '편집국',
      mode: 'live',
      scopes: ['publish', 'read'],
      prefixes: ['desk:', 'wire:'],
    });
  });

  test('are listed', async () => {
    const revoked = { ...key, id: 'k2', name: 'wire', prefixes: ['wire:'], revoked: '2026-03-02T00:00:00Z' };
    paper.answers['GET /v1/keys'] = { status: 200, body: { data: [key, revoked] } };
    expect((await sosik(['keys', 'list'])).out).toEqual([
      'id  name    mode  for           uris   until',
      'k1  편집국  live  publish,read  all    always',
      'k2  wire    live  publish,read  wire:  revoked 2026-03-02T00:00:00Z',
    ]);
    expect((await sosik(['keys', 'list', '--json'])).out.map((line) => JSON.parse(line))).toEqual([
      key,
      revoked,
    ]);
  });

  test('are revoked by their id, never by their secret', async () => {
    paper.answers['DELETE /v1/keys/k1'] = { status: 204 };
    expect(await sosik(['keys', 'revoke', 'k1'])).toMatchObject({ code: 0, err: ['k1 is revoked.'] });
    expect(await sosik(['keys', 'revoke', 'live_abc'])).toMatchObject({ code: 2 });
    expect(paper.asked).toHaveLength(1);
  });

  test('get a webhook secret', async () => {
    paper.answers['POST /v1/keys/k1/webhook-secret'] = {
      status: 201,
      body: { secret: 'whsec_eA==', previousValidUntil: '2026-03-02T00:00:00Z' },
    };
    expect(await sosik(['keys', 'webhook-secret', 'k1'])).toMatchObject({
      out: ['whsec_eA=='],
      err: ['The one before is good until 2026-03-02T00:00:00Z.'],
    });
  });
});

test('marks are coloured only where colours are wanted', async () => {
  paper.answers['POST /v1/events'] = { status: 202, body: receipt };
  const stdin = JSON.stringify(article);
  const { out } = await sosik(['publish', '-'], { stdin, colour: 'yes' });
  expect(out[0]).toBe('\u001b[32maccepted\u001b[0m  desk:ferry  version 1');
  expect((await sosik(['publish', '-'], { stdin })).out.join('\n')).not.toContain('\u001b');
});

describe('webhooks', () => {
  const webhook = {
    id: 'wh_1',
    url: 'https://partner.example/news',
    types: ['article.public', 'article.gone'],
    sections: ['society'],
    description: '통신사',
    state: 'active',
    createdAt: '2026-03-01T00:00:00Z',
    changedAt: '2026-03-01T00:00:00Z',
  };
  const delivery = {
    id: 'msg_1',
    webhook: 'wh_1',
    type: 'article.gone',
    uri: 'desk:ferry',
    seq: 7,
    state: 'waiting',
    attempts: 2,
    error: 'no answer',
    queuedAt: '2026-03-01T00:00:00Z',
    lastAt: '2026-03-01T00:01:00Z',
    nextAt: '2026-03-01T00:02:00Z',
  };

  test('a new one tells its secret on standard output alone, this once', async () => {
    paper.answers['POST /v1/webhooks'] = { status: 201, body: { ...webhook, secret: 'whsec_eA==' } };
    const args = ['webhooks', 'create', webhook.url, '--section', 'society', '--description', '통신사'];
    expect(await sosik(args)).toMatchObject({
      code: 0,
      out: ['whsec_eA=='],
      err: ['Subscription wh_1 for article.public, article.gone. The secret is not shown again.'],
    });
    const { url, types, sections, description } = webhook;
    expect(JSON.parse(paper.asked[0]?.body ?? '')).toEqual({ url, types, sections, description });
  });

  test('are listed, with what became of their messages', async () => {
    paper.answers['GET /v1/webhooks'] = { status: 200, body: { data: [webhook] } };
    expect((await sosik(['webhooks', 'list'])).out).toEqual([
      'id    state   told of                      sections  languages  address                       who',
      'wh_1  active  article.public,article.gone  society   all        https://partner.example/news  통신사',
    ]);
    paper.answers['GET /v1/webhooks/wh_1/deliveries'] = { status: 200, body: { data: [delivery] } };
    expect((await sosik(['webhooks', 'deliveries', 'wh_1', '--state', 'waiting'])).out).toEqual([
      'id     state    type          about       attempts  answer     last                  next',
      'msg_1  waiting  article.gone  desk:ferry  2         no answer  2026-03-01T00:01:00Z  2026-03-01T00:02:00Z',
    ]);
    expect(paper.asked.at(-1)?.path).toBe('/v1/webhooks/wh_1/deliveries?limit=50&state=waiting');
    const { out } = await sosik(['webhooks', 'deliveries', 'wh_1', '--json']);
    expect(out.map((line) => JSON.parse(line))).toEqual([delivery]);
  });

  test.each<[string[], string, object, string]>([
    [['pause', 'wh_1'], 'PATCH /v1/webhooks/wh_1', webhook, 'wh_1 is paused.'],
    [['resume', 'wh_1'], 'PATCH /v1/webhooks/wh_1', webhook, 'wh_1 is active.'],
    [['test', 'wh_1'], 'POST /v1/webhooks/wh_1/test', { id: 'msg_2' }, 'It is on its way'],
    [
      ['replay', 'wh_1', '--delivery', 'msg_1'],
      'POST /v1/webhooks/wh_1/deliveries/msg_1/replay',
      { replayed: 1 },
      '1 on their way again.',
    ],
    [
      ['replay', 'wh_1', '--since', '2026-03-01T00:00:00Z'],
      'POST /v1/webhooks/wh_1/replay',
      { replayed: 3 },
      '3 on their way again.',
    ],
    [['rotate', 'wh_1'], 'POST /v1/webhooks/wh_1/secret', { secret: 'whsec_eA==' }, 'The one before'],
  ])('%j asks the gate for it', async (args, line, body, words) => {
    paper.answers[line] = { status: 200, body };
    const { code, err } = await sosik(['webhooks', ...args]);
    expect(code).toBe(0);
    expect(err.join()).toContain(words);
  });

  test('a failure says which, and what to try next', async () => {
    paper.answers['GET /v1/webhooks/wh_2'] = refusal(404, 'not_found', { detail: 'no subscription' });
    expect(await sosik(['webhooks', 'show', 'wh_2'])).toMatchObject({
      code: 3,
      err: ['not_found: no subscription', 'Next: `sosik webhooks --help`'],
    });
    expect(await sosik(['webhooks', 'replay', 'wh_1'])).toMatchObject({ code: 2 });
  });
});

describe('completion', () => {
  const script = async (shell: string) => (await sosik(['completion', shell])).out.join('\n');
  const completed = (text: string, line: string): string[] => {
    const words = line.split(' ');
    const run = `${text}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _sosik; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', run], { encoding: 'utf8' }).trim().split('\n');
  };

  test('for bash is a script that bash reads, and that knows commands, their commands and their options', async () => {
    const text = await script('bash');
    execFileSync('bash', ['-n'], { input: text });
    expect(completed(text, 'sosik pub')).toEqual(['publish']);
    expect(completed(text, 'sosik keys ')).toEqual(expect.arrayContaining(['create', 'list', 'revoke']));
    expect(completed(text, 'sosik dlq re')).toEqual(['replay']);
    expect(completed(text, 'sosik --json rebuild s')).toEqual(['search']);
    expect(completed(text, 'sosik publish a.json --dry')).toEqual(['--dry-run']);
  });

  test('for zsh and fish names the same commands', async () => {
    for (const shell of ['zsh', 'fish']) {
      const text = await script(shell);
      for (const word of ['publish', 'withdraw', 'webhook-secret', 'tail', 'replay'])
        expect(text).toContain(word);
    }
  });
});
