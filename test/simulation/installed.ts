// Settings of the installation in the world.
import type { KafkaSettings } from '#libs/kafka';

/** Short, so that a story sees many owners. */
export const SESSION_MS = 3_000;

export const logSettings: KafkaSettings = {
  KAFKA_BROKERS: '',
  KAFKA_TLS: 'off',
  KAFKA_SASL_MECHANISM: 'none',
  KAFKA_SASL_USERNAME: '',
  KAFKA_SASL_PASSWORD: '',
  KAFKA_TOPIC_PREFIX: '',
  KAFKA_REPLICAS: 1,
  KAFKA_SESSION_TIMEOUT_MS: SESSION_MS,
  INTAKE_EPOCH: 0,
};

/** Begin of names in the engines. */
export const names = { index: 'sim', counter: 'sim:' } as const;

/** Of search, beside those of the log. */
export const searchSettings = {
  ...logSettings,
  SEARCH_INDEX_PREFIX: names.index,
  SEARCH_ANSWER_MS: 900,
  SEARCH_SHARDS: 1,
  SEARCH_REPLICAS: 0,
};
