import { afterEach, expect, test } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { kafkaSettings } from '#libs/kafka';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { within } from '#libs/testing';
import type { ArticleStore } from './article.store.ts';
import { Memory } from './memory.client.ts';

// A client says after seven seconds that nobody answers there: what this process has seen is all that is known then.
const eventually = within(15_000);
const settings = readSettings(kafkaSettings, { KAFKA_BROKERS: '127.0.0.1:9' });
let memory: Memory | undefined;
afterEach(() => memory?.onModuleDestroy());

/** Of a record that stands where a test says. */
function aMemory(record: { isLost: boolean }): Memory {
  const store = { owes: async () => record.isLost } as unknown as ArticleStore;
  memory = new Memory(store, settings, Runtime.silent('content'));
  memory.onApplicationBootstrap();
  return memory;
}

function asked(method: string, url: string, type = 'http'): ExecutionContext {
  const http = { getRequest: () => ({ method, url }) };
  return { getType: () => type, switchToHttp: () => http } as unknown as ExecutionContext;
}

const aboutArticles = [
  asked('GET', '/internal/articles/aaaaaaaaaa?related=6'),
  asked('GET', '/internal/archive'),
  asked('POST', '/internal/lists'),
  asked('POST', '/internal/past/x.y/lists'),
  asked('GET', '/internal/media/0123'),
];
const others = [
  asked('GET', '/internal/verdicts?id=1'),
  asked('GET', '/internal/reached?token=x'),
  asked('PUT', '/internal/media/0123'),
  asked('GET', '/internal/articles/aaaaaaaaaa', 'rpc'),
];

test('a record that has forgotten something answers nobody who asks for articles, until it has read on', async () => {
  const record = { isLost: true };
  const guard = aMemory(record);
  for (const each of aboutArticles) expect(() => guard.canActivate(each)).toThrow(DependencyUnavailable);
  for (const each of others) expect(guard.canActivate(each)).toBe(true);
  record.isLost = false;
  await eventually(() => expect(aboutArticles.map((each) => guard.canActivate(each))).not.toContain(false));
  record.isLost = true;
  await eventually(() => expect(() => guard.canActivate(aboutArticles[0] as never)).toThrow('record'));
}, 40_000);
