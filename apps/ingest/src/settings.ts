import { demoSite, Site } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';
import { keyOf } from './key.ts';

export const ingestSettings = {
  ...serviceSettings(4001),
  ...kafkaSettings,
  INGEST_ADMIN_KEY: {
    ...kinds.text('The first key of the newsroom API: live_ or test_ and at least 24 letters and digits', {
      secret: true,
    }),
    read(secret: string): string {
      keyOf(secret);
      return secret;
    },
  },
  CONTENT_URL: kinds.url('Where content answers', { default: 'http://127.0.0.1:4002' }),
  REDIS_URL: kinds.url('Where it is remembered what was answered', { default: 'redis://127.0.0.1:6399' }),
  REDIS_KEY_PREFIX: kinds.text('Beginning of all keys; keeps installations apart', { default: 'sosik:' }),
  INGEST_REDIS_WAIT_MS: kinds.integer('An event waits for Redis no longer than this, milliseconds', {
    default: 100,
    least: 4,
    most: 2_000,
  }),
  INGEST_MEDIA_BYTES: kinds.integer('Largest picture that is taken, bytes', {
    default: 20_000_000,
    least: 1,
    most: 100_000_000,
  }),
  SITE_FILE: kinds.jsonFile('Title and sections of the paper', (value) => Site.parse(value), {
    default: demoSite,
  }),
};
