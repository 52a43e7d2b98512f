import { demoSite, previewSecret, Site } from '#libs/contracts';
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
  PREVIEW_SECRET: {
    ...kinds.text(
      'What preview links are signed with; content has the same; at least 32 letters, empty for none',
      {
        default: '',
        secret: true,
      },
    ),
    read: previewSecret,
  },
  CONTENT_URL: kinds.url('Where content answers', { default: 'http://127.0.0.1:4002' }),
  INGEST_MEDIA_BYTES: kinds.integer('Largest picture that is taken, bytes', {
    default: 20_000_000,
    least: 1,
    most: 100_000_000,
  }),
  SITE_FILE: kinds.jsonFile('Title and sections of the paper', (value) => Site.parse(value), {
    default: demoSite,
  }),
};
