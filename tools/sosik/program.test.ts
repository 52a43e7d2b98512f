import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { article, KEY, type Rehearsal, receipt, refusal, rehearse } from './rehearsal.ts';

let paper: Rehearsal;
beforeAll(async () => {
  paper = await rehearse();
});
beforeEach(() => paper.forget());
afterAll(() => paper.end());

const sosik: Rehearsal['sosik'] = (...args) => paper.sosik(...args);

describe('help', () => {
  test('names every command and every exit code', async () => {
    const { code, out } = await sosik(['--help']);
    expect(code).toBe(0);
    expect(out.join('\n')).toMatchSnapshot();
  });

  test.each([
    'publish',
    'withdraw',
    'import',
    'reimport',
    'validate',
    'where',
    'keys create',
    'events tail',
    'dlq replay',
    'top',
  ])('%s has help of its own', async (command) => {
    const { code, out } = await sosik([...command.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out.join('\n')).toMatchSnapshot();
  });

  test.each([
    [['publsh'], /unknown command 'publsh'/],
    [['publish'], /missing required argument 'file'/],
    [['withdraw', 'desk:ferry'], /required option '--reason/],
    [['search', 'ferry', '--lang', 'fr'], /Allowed choices are en, ko/],
    [['keys', 'create', 'x', '--scope', 'publish,everything'], /everything is not of publish/],
    [['completion', 'tcsh'], /Allowed choices are bash, zsh, fish/],
  ])('a usage that is none ends with 2, and with what to try next: %j', async (args, words) => {
    const { code, out, err } = await sosik(args);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err.join('\n')).toMatch(words);
    expect(err.at(-1)).toBe('Next: `sosik --help`');
  });
});

describe('publish', () => {
  test('says an article from a file, and tells people what came of it', async () => {
    paper.answers['POST /v1/events'] = {
      status: 200,
      body: { ...receipt, outcome: 'public', reason: 'readers see it' },
    };
    const { code, out } = await sosik(['publish', paper.file('a.json', JSON.stringify(article)), '--wait']);
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        'accepted  desk:ferry  version 1',
        'public    readers see it',
        `page      ${paper.url}/ko/society/x`,
        `where     sosik where 'desk:ferry#1'`,
      ],
    });
    expect(paper.asked[0]).toMatchObject({
      path: '/v1/events?wait=visible&timeout=5000ms',
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(JSON.parse(paper.asked[0]?.body ?? '')).toMatchObject({
      id: 'desk:ferry#1',
      type: 'article.published',
      data: article,
    });
  });

  test.each([
    [{ version: 1 }, 'article.published'],
    [{ version: 2 }, 'article.updated'],
    [{ version: 2, changeType: 'correction' }, 'article.corrected'],
  ])('an article %j from standard input is %s', async (changes, type) => {
    paper.answers['POST /v1/events'] = { status: 202, body: receipt };
    const { out } = await sosik(['publish', '-', '--json'], {
      stdin: JSON.stringify({ ...article, ...changes }),
    });
    expect(out.map((line) => JSON.parse(line))).toEqual([receipt]);
    expect(JSON.parse(paper.asked[0]?.body ?? '')).toMatchObject({ type });
  });

  test('a dry run publishes nothing, and says so', async () => {
    paper.answers['POST /v1/events'] = {
      status: 200,
      body: {
        dryRun: true,
        article,
        warnings: [{ pointer: '/data/lead', code: 'x', message: 'has no alt' }],
        url: '/ko/x',
      },
    };
    const { out } = await sosik(['publish', '-', '--dry-run'], { stdin: JSON.stringify(article) });
    expect(paper.asked[0]?.path).toBe('/v1/events?dryRun=true');
    expect(out).toEqual([
      'good     desk:ferry  version 1; nothing was published',
      `page     ${paper.url}/ko/x`,
      'warning  /data/lead has no alt',
    ]);
  });

  test('a refusal says where in the file each fault is', async () => {
    paper.answers['POST /v1/events'] = refusal(422, 'invalid_event', {
      errors: [{ pointer: '/data/headline', code: 'too_big', message: 'is too long' }],
    });
    const path = paper.file('bad.json', `{\n  "uri": "desk:ferry",\n  "headline": "${'가'.repeat(400)}"\n}`);
    const { code, out, err } = await sosik(['publish', path]);
    expect({ code, out }).toEqual({ code: 3, out: [] });
    expect(err.join('\n').split('\n')).toEqual([
      'invalid_event: It is invalid_event',
      `${path}:3:15  /headline  is too long`,
      `Next: mend the file, then \`sosik validate ${path}\``,
    ]);
  });

  test('what is no JSON is told by line and column, and nobody is asked', async () => {
    const path = paper.file('broken.json', '{\n  "uri": "desk:ferry",\n  "version": 01\n}');
    const { code, err } = await sosik(['publish', path]);
    expect({ code, asked: paper.asked }).toEqual({ code: 3, asked: [] });
    expect(err[0]).toBe(`${path}:3:14  is not JSON from here on`);
  });

  test('a file that is not there is a fault of usage', async () => {
    expect(await sosik(['publish', '/nowhere/없다.json'])).toMatchObject({
      code: 2,
      err: [/can't be read \(ENOENT\)/, /Next:/].map((each) => expect.stringMatching(each)),
    });
  });
});

describe('withdraw', () => {
  test('waits until it is gone where it is asked to', async () => {
    paper.answers['POST /v1/events'] = {
      status: 200,
      body: { ...receipt, outcome: 'gone', reason: 'the article has left the public' },
    };
    const { out } = await sosik([
      'withdraw',
      'desk:ferry',
      '--reason',
      '오보',
      '--notice',
      '철회합니다',
      '--wait',
      '--timeout',
      '2',
    ]);
    expect(paper.asked[0]?.path).toBe('/v1/events?wait=gone&timeout=2000ms');
    expect(JSON.parse(paper.asked[0]?.body ?? '')).toMatchObject({
      type: 'article.withdrawn',
      data: { uri: 'desk:ferry', reason: '오보', notice: { headline: '철회합니다', text: '철회합니다' } },
    });
    expect(out[1]).toBe('gone      the article has left the public');
  });

  test('a wait that is none is a fault of usage', async () => {
    expect(await sosik(['withdraw', 'desk:ferry', '--reason', 'x', '--wait', 'soon'])).toMatchObject({
      code: 2,
    });
    expect(paper.asked).toEqual([]);
  });
});

describe('every failure has an exit code and a next command', () => {
  test.each([
    [401, 'unauthorized', 4, /sosik keys list/],
    [403, 'forbidden', 4, /sosik keys list/],
    [412, 'conflict_version', 5, /sosik where/],
    [422, 'idempotency_mismatch', 5, /sosik where/],
    [429, 'rate_limited', 6, /in 3600 s the same again/],
    [413, 'payload_too_large', 3, /sosik validate/],
    [500, 'internal', 7, /sosik doctor/],
    [503, 'dependency_unavailable', 7, /sosik up/],
  ])('%i %s ends with %i', async (status, code, exit, next) => {
    paper.answers['POST /v1/events'] = { ...refusal(status, code), headers: { 'retry-after': '3600' } };
    const ran = await sosik(['publish', '-'], { stdin: JSON.stringify(article) });
    expect(ran).toMatchObject({ code: exit, out: [] });
    expect(ran.err[0]).toContain(code);
    expect(ran.err.at(-1)).toMatch(/^Next: /);
    expect(ran.err.at(-1)).toMatch(next);
    expect(ran.err.join('\n')).not.toContain(KEY);
  });

  test('a gate that is not there ends with 7', async () => {
    const ran = await sosik(['keys', 'list'], { SOSIK_URL: 'http://127.0.0.1:1' });
    expect(ran).toMatchObject({
      code: 7,
      err: [
        expect.stringContaining('nothing answers at http://127.0.0.1:1'),
        expect.stringMatching(/sosik up/),
      ],
    });
  });

  test('a site that is not there ends with 7', async () => {
    expect(await sosik(['top'], { PUBLIC_URL: 'http://127.0.0.1:1' })).toMatchObject({ code: 7 });
  });
});

describe('validate', () => {
  const dry = (warnings: object[] = []) => ({
    status: 200,
    body: { dryRun: true, article, warnings, url: '/ko/x' },
  });

  test('tells of each file, and ends with 3 if one would be refused', async () => {
    paper.answers['POST /v1/events'] = dry([{ pointer: '/data/section', code: 'x', message: 'is new' }]);
    const good = paper.file('good.json', JSON.stringify(article, null, 2));
    const broken = paper.file('broken.json', '{"uri": }');
    const { code, out, err } = await sosik(['validate', good, broken]);
    expect(code).toBe(3);
    expect(out).toEqual([
      `good  ${good}  ${paper.url}/ko/x`,
      `${good}:5:14  warning  /section  is new`,
      `bad   ${broken}`,
      `${broken}:1:9  error  is not JSON from here on`,
    ]);
    expect(err[0]).toBe('1 of 2 files would be refused');
  });

  test('without the gate it goes by the schemas', async () => {
    const path = paper.file(
      'short.json',
      '{\n "uri": "desk ferry",\n "version": 1, "language": "ko", "section": "society",\n "headline": "기사", "body": "<p>글</p>" }',
    );
    const { code, out } = await sosik(['validate', path, '--offline', '--json']);
    expect({ code, asked: paper.asked }).toEqual({ code: 3, asked: [] });
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      ok: false,
      faults: [{ pointer: '/uri', spot: { line: 2, column: 9 } }],
    });
    expect(
      await sosik(['validate', paper.file('ok.json', JSON.stringify(article)), '--offline']),
    ).toMatchObject({
      code: 0,
    });
  });

  test('a key that is not good is no fault of the file', async () => {
    paper.answers['POST /v1/events'] = refusal(401, 'unauthorized');
    expect(await sosik(['validate', paper.file('good.json', JSON.stringify(article))])).toMatchObject({
      code: 4,
      out: [],
    });
  });
});
