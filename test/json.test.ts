import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ArticleInput, NotJson, type Problem, readJson, topics, UndecodableRecord } from '#libs/contracts';
import { createService, serviceSettings } from '#libs/service';
import { anArticle } from '#libs/testing';
import { jsonOf } from '../apps/ingest/src/formats/json.ts';
import { Unreadable } from '../apps/ingest/src/formats/wire.ts';

/** What is said beside the piece that is looked at: the log takes no value of any kind, but a record. */
const around = [
  '{"n":1,"at":"2026-03-01T00:00:00Z","who":"한서윤","what":"desk.signed-in","before":',
  `,"hash":"${'0'.repeat(64)}"}`,
];
const whole = (piece: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(around[0] ?? ''), Buffer.from(piece as string), Buffer.from(around[1] ?? '')]);

@Controller()
class Echo {
  @Post('echo')
  @HttpCode(200)
  echo(@Body() body: { before: unknown }): object {
    return { before: body.before };
  }
}
@Module({ controllers: [Echo] })
class Room {}

let app: NestFastifyApplication;
let url = '';
beforeAll(async () => {
  const settings = serviceSettings(0);
  app = await createService(
    { name: 'echo', settings, module: Room, bodyBytes: 2 ** 20 },
    { env: { LOG_LEVEL: 'fatal', PORT: '0' } },
  );
  await app.listen(0, '127.0.0.1');
  url = `${await app.getUrl()}/echo`;
});
afterAll(() => app?.close());

type Reading = { value: unknown } | { refused: string };
/** Everybody who reads JSON of others, and what each calls JSON that it does not take. */
const readers: Readonly<Record<string, (bytes: Buffer) => Reading | Promise<Reading>>> = {
  contracts: (bytes) => attempt(() => readJson(bytes), NotJson, 'NotJson'),
  'the wires of the gate': (bytes) => attempt(() => jsonOf(bytes), Unreadable, 'unreadable'),
  'a consumer of the log': (bytes) =>
    attempt(
      () => topics.audit.decode({ key: undefined, headers: {}, value: bytes }),
      UndecodableRecord,
      'undecodable_record',
    ),
  'a service over HTTP, and its client': async (bytes) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(bytes) });
    if (answer.status !== 200) return { refused: ((await answer.json()) as Problem).code };
    return { value: ((await answer.json()) as { before: unknown }).before };
  },
};
const words = ['NotJson', 'unreadable', 'undecodable_record', 'invalid_json'];

function attempt(read: () => unknown, error: new (...args: never[]) => Error, word: string): Reading {
  try {
    return { value: (read() as { before: unknown }).before };
  } catch (cause) {
    if (cause instanceof error) return { refused: word };
    throw cause;
  }
}

async function readings(piece: string | Buffer): Promise<Reading[]> {
  return Promise.all(Object.values(readers).map((read) => read(whole(piece))));
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('readers of JSON', () => {
  test.each<[string, string, unknown]>([
    ['one name twice: the last one counts', '{"a":1,"b":2,"a":3}', { a: 3, b: 2 }],
    ['one name twice, once in escapes', '{"a":1,"\\u0061":2}', { a: 2 }],
    ['an integer that no double holds', '12345678901234567891', 12345678901234567000],
    ['the largest that all hold', '9007199254740991', 9007199254740991],
    ['an integer with a fraction of nothing', '7.0', 7],
    ['an exponent', '1E3', 1000],
    ['less than nothing can be', '1e-400', 0],
    ['as deep as may be', nested(63), JSON.parse(nested(63))],
    ['both halves of a letter', '"\\ud83d\\udea2 🚢"', '🚢 🚢'],
    ['Hangul in both forms', JSON.stringify('울릉도'.normalize('NFD')), '울릉도'.normalize('NFD')],
    ['the end of a text in the middle', '"a\\u0000b"', 'a\u0000b'],
    ['breaks of lines that JavaScript knows', '"\u2028\u2029"', '\u2028\u2029'],
    ['an empty name', '{"":1}', { '': 1 }],
  ])('take alike: %s', async (_, piece, value) => {
    expect(await readings(piece)).toEqual(words.map(() => ({ value })));
  });

  test.each<[string, string | Buffer]>([
    ['a level deeper', nested(64)],
    ['a bomb of levels', nested(100_000)],
    ['the first half of a letter', '"\\ud83d"'],
    ['the second half of a letter', '"\\udea2"'],
    ['halves in the wrong order', '"\\udea2\\ud83d"'],
    ['half of a letter in a name', '{"\\ud83d":1}'],
    ['bytes of no encoding', Buffer.from([0x22, 0xff, 0x22])],
    ['half of a letter in bytes', Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0x22])],
    ['an overlong letter', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a name without quotes', '{a:1}'],
    ['single quotes', "'a'"],
    ['a comma at the end', '[1,]'],
    ['a comment', '/**/1'],
    ['a number with a nought before', '007'],
    ['a plus', '+1'],
    ['a hexadecimal number', '0x10'],
    ['NaN', 'NaN'],
    ['Infinity', '-Infinity'],
    ['a byte order mark in the middle', '\ufeff1'],
    ['a break of a line in a text', '"a\nb"'],
    ['nothing', ''],
    ['two values', '1 2'],
  ])('refuse alike: %s', async (_, piece) => {
    expect(await readings(piece)).toEqual(words.map((refused) => ({ refused })));
  });

  test('make no object other than it is, whatever its members are called', async () => {
    const piece = '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"toString":1}';
    for (const reading of (await readings(piece)).slice(0, 3)) {
      const value = 'value' in reading ? (reading.value as object) : {};
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.keys(value)).toContain('toString');
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('a number that some readers would round', () => {
  test.each(['9007199254740993', '12345678901234567891', '1e400', '-1e400', '1.5', '1e-7'])(
    'is no version of an article: %s',
    (text) => {
      const event = JSON.stringify(anArticle({ version: 77 })).replace('"version":77', `"version":${text}`);
      const read = ArticleInput.safeParse(readJson(Buffer.from(event)));
      expect(read.error?.issues.map(({ path }) => path)).toEqual([['version']]);
    },
  );

  test('is one as long as none does', () => {
    const event = { ...anArticle(), version: Number.MAX_SAFE_INTEGER };
    expect(ArticleInput.safeParse(readJson(Buffer.from(JSON.stringify(event)))).success).toBe(true);
  });
});
