import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { encodeChange, type SearchAnswer, topics } from '#libs/contracts';
import { kafkaSettings, migrateTopics, Runner, Sender } from '#libs/kafka';
import { createService, Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { search } from './search.module.ts';

const env = installation();
let newsroom: Newsroom;
let second: Awaited<ReturnType<typeof createService>> | undefined;
let seq = 0;

beforeAll(async () => {
  await migrateTopics(readSettings(kafkaSettings, env), Runtime.silent('test'));
  newsroom = await startNewsroom([search], { env });
  // The first question to an engine has it read its dictionaries.
  await within(30_000)(async () => void (await ask(newsroom.url('search'))));
});
beforeEach(() => newsroom.settled());
afterAll(async () => {
  await second?.close();
  await newsroom?.stop();
});

/** Says how an article stands; resolves when that is applied everywhere. */
async function tell(uri: string, headline?: string): Promise<void> {
  const article = aPublicArticle({
    uri,
    seq: ++seq,
    language: 'ko',
    headline: headline ?? '',
    tags: [],
    by: [],
  });
  const { id, section, language } = article;
  const change =
    headline === undefined
      ? ({ type: 'article.gone', article: { uri, id, seq, kind: 'withdrawn', section, language } } as const)
      : ({ type: 'article.public', article } as const);
  await newsroom.app('search').get(Sender).send(topics.changes.name, encodeChange(change));
  await newsroom.settled();
}

async function ask(url: string, q = '수달'): Promise<SearchAnswer> {
  const response = await fetch(`${url}/internal/search?${new URLSearchParams({ q })}`);
  expect(response.status).toBe(200);
  return (await response.json()) as SearchAnswer;
}

const headlines = ({ data }: SearchAnswer): string[] => data.map(({ headline }) => headline);

test('a question that is asked again has the same answer, however it is spelled, until something changes', async () => {
  const url = newsroom.url('search');
  await tell('re:1', '수달 한 마리');
  const first = await ask(url);
  expect(headlines(first)).toEqual(['수달 한 마리']);
  expect(await ask(url, ' 수달 '.normalize('NFD'))).toEqual(first);
  await tell('re:2', '두루미 두 마리');
  const next = await ask(url);
  expect(headlines(next)).toEqual(['수달 한 마리']);
  expect(next.meta.asOf > first.meta.asOf).toBe(true);
});

test('an answer is never older than what was said to be applied, whichever process is asked', async () => {
  second = await createService(search, { env: { ...env, PORT: '0' } });
  await second.listen(0, '127.0.0.1');
  const urls = [newsroom.url('search'), (await second.getUrl()).replace('[::1]', '127.0.0.1')];
  const both = [newsroom.app('search'), second].map((each) => each.get(Runner));
  await within(15_000)(() => {
    expect(both.map((runner) => runner.reads)).toEqual([true, true]);
    expect(both.map((runner) => runner.reign(topics.changes.name))).toEqual([undefined, undefined]);
  });
  for (let n = 1; n <= 6; n++) {
    const headline = `수달 ${n}번째`;
    await tell(`many:${n}`, headline);
    for (const url of urls) expect(headlines(await ask(url))).toContain(headline);
    const again = await Promise.all(urls.map((url) => ask(url)));
    for (const answer of again) expect(headlines(answer)).toContain(headline);
    await tell(`many:${n}`);
    for (const url of urls) expect(headlines(await ask(url))).toEqual(['수달 한 마리']);
  }
});
