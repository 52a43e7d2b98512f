import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readSettings } from '#libs/service';
import { connect } from './engine.store.ts';
import { searchSettings } from './settings.ts';

// An engine that answers as OpenSearch does: without the header by which Elasticsearch calls itself.
let seen: IncomingMessage | undefined;
const engine = createServer((request, response) => {
  seen = request;
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"count":3}');
});
afterEach(() => {
  engine.close();
});

async function ask(SEARCH_ENGINE: string): Promise<number> {
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(engine.address() as AddressInfo).port}`;
  const settings = readSettings(searchSettings, { SEARCH_ENGINE, ELASTICSEARCH_URL: url });
  const client = connect(settings, { maxRetries: 0 });
  try {
    return (await client.count({ index: 'articles', query: { match_all: {} } })).count;
  } finally {
    await client.close();
  }
}

describe('the connection to the engine', () => {
  test('takes an engine that is not Elasticsearch if the settings say so, and sends it plain JSON', async () => {
    expect(await ask('opensearch')).toBe(3);
    expect(seen?.headers['content-type']).toBe('application/json');
    expect(seen?.headers.accept).not.toContain('vnd.elasticsearch');
  });

  test('does not take it for Elasticsearch', async () => {
    await expect(ask('elasticsearch')).rejects.toThrow('product');
  });
});
