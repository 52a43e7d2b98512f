import { randomBytes } from 'node:crypto';

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
    REDIS_KEY_PREFIX: `${name}:`,
    KAFKA_SESSION_TIMEOUT_MS: '3000',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal',
  };
}
