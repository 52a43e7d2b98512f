import { demoSite, previewSecret, Site, Sources, sealingKey } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { outboundSettings } from '#libs/outbound';
import { kinds, serviceSettings } from '#libs/service';
import { keyOf } from './key.ts';

export const ingestSettings = {
  // Events of many writers leave together: with few at a time the log would wait for them.
  ...serviceSettings(4001, { leastAtOnce: 64 }),
  ...kafkaSettings,
  ...outboundSettings,
  INGEST_ADMIN_KEY: {
    ...kinds.text('The first key of the newsroom API: live_ or test_ and at least 24 letters and digits', {
      secret: true,
    }),
    read(secret: string): string {
      keyOf(secret);
      return secret;
    },
  },
  INGEST_SECRETS_KEY: {
    ...kinds.text(
      'Encrypts webhook secrets, the same at every gate: 64 hexadecimal digits; without it none can be made',
      {
        default: '',
        secret: true,
      },
    ),
    read(text: string): string {
      sealingKey(text);
      return text;
    },
  },
  // Beyond what one gate can take from all writers together: a limit for what has gone wrong, not for news.
  INGEST_RATE_PER_SECOND: kinds.integer('Events and other requests a key may bring a second, at each gate', {
    default: 10_000,
    least: 1,
    most: 1_000_000,
  }),
  INGEST_RATE_BURST: kinds.integer('How many of them may come at once', {
    default: 20_000,
    least: 1,
    most: 1_000_000,
  }),
  INGEST_BACKFILL_PER_SECOND: kinds.integer(
    'Events of the lane backfill that are taken a second, at each gate',
    {
      default: 100,
      least: 1,
      most: 100_000,
    },
  ),
  INGEST_FAILURES_PER_MINUTE: kinds.integer(
    'Requests without a valid key that an address may bring a minute',
    {
      default: 30,
      least: 1,
      most: 1_000_000,
    },
  ),
  PREVIEW_SECRET: {
    ...kinds.text(
      'What preview links are signed with; content has the same; at least 32 letters, empty for none',
      { default: '', secret: true },
    ),
    read: previewSecret,
  },
  CONTENT_URL: kinds.url('Where content answers', { default: 'http://127.0.0.1:4002' }),
  SYNDICATION_URL: kinds.url('Where syndication answers, for what became of messages to subscriptions', {
    default: 'http://127.0.0.1:4006',
  }),
  OPS_URL: kinds.url('Where the desk answers, for receipts of withdrawals', {
    default: 'http://127.0.0.1:4005',
  }),
  REDIS_URL: kinds.url('Where it is remembered what was answered', { default: 'redis://127.0.0.1:6399' }),
  REDIS_KEY_PREFIX: kinds.text('Beginning of all keys; keeps installations apart', { default: 'sosik:' }),
  INGEST_REDIS_WAIT_MS: kinds.integer('An event waits for Redis no longer than this, milliseconds', {
    default: 100,
    least: 4,
    most: 2_000,
  }),
  INGEST_LOG_WAIT_MS: kinds.integer(
    'An event waits for the log no longer than this; its sender hears 503 then and says it again, milliseconds',
    { default: 1_200, least: 100, most: 3_000 },
  ),
  INGEST_MEDIA_BYTES: kinds.integer('Largest picture that is taken, bytes', {
    default: 20_000_000,
    least: 1,
    most: 100_000_000,
  }),
  INGEST_SOURCES_FILE: kinds.jsonFile(
    'Where articles of others come from: an array of sources, see Source in api.md',
    (value) => Sources.parse(value),
    { default: [] },
  ),
  SITE_FILE: kinds.jsonFile('Title and sections of the paper', (value) => Site.parse(value), {
    default: demoSite,
  }),
};
