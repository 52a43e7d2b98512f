import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Settings that lead to the engines of this test run; `npm test` starts them once for all files. */
function engineSettings(): Record<string, string> {
  const text = process.env['ENGINES_JSON'];
  if (!text) throw new Error('the engines are not running: start the tests with `npm test`');
  return JSON.parse(text) as Record<string, string>;
}

/** Address of one engine, by the name of its setting. */
export function engine(name: 'KAFKA_BROKERS' | 'MONGODB_URL' | 'ELASTICSEARCH_URL' | 'REDIS_URL'): string {
  const address = engineSettings()[name];
  if (!address) throw new Error(`ENGINES_JSON does not name ${name}`);
  return address;
}

/**
 * Settings of an installation of its own: topics, database, index and keys carry a name that no other test
 * has, so that files run at the same time on the same engines.
 */
export function installation(): Record<string, string> {
  const name = `t${randomBytes(5).toString('hex')}`;
  return {
    ...engineSettings(),
    MONGODB_URL: engine('MONGODB_URL').replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    KAFKA_TOPIC_PREFIX: `${name}.`,
    SEARCH_INDEX_PREFIX: name,
    SEARCH_NAMES_FOLDER: join(import.meta.dirname, '../names'),
    REDIS_KEY_PREFIX: `${name}:`,
    KAFKA_SESSION_TIMEOUT_MS: '3000',
    // Tests count articles: the probe publishes where a test wants it to.
    OPS_PROBE_SECONDS: '0',
    // Whoever waits may have to wait for the tests beside this one.
    GATEWAY_ANSWER_MS: '4000',
    SEARCH_ANSWER_MS: '1900',
    INGEST_LOG_WAIT_MS: '3000',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal',
  };
}

/**
 * Folder of the run for what a test starts as processes of its own (see engines/daemon.ts): should the test be cut
 * off, the run ends them by the marks that they leave there.
 */
export function ownState(name: string): string {
  const folder = process.env['TEST_STATE'];
  if (!folder) throw new Error('there is no folder for processes of a test: start the tests with `npm test`');
  return join(folder, name);
}
