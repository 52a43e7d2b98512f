import { previewSecret } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

export const contentSettings = {
  ...serviceSettings(4002),
  ...kafkaSettings,
  MONGODB_URL: kinds.url('Where articles are kept, with the name of the database', {
    default: 'mongodb://127.0.0.1:27117/sosik',
  }),
  CONTENT_PAYLOAD_DAYS: kinds.integer('How long imported payloads are kept, to be read again; days', {
    default: 90,
    least: 1,
    most: 3_650,
  }),
  PREVIEW_SECRET: {
    ...kinds.text(
      'What preview links must be signed with, as ingest signs them, and links into the past, as the desk does; at least 32 letters, empty for none',
      {
        default: '',
        secret: true,
      },
    ),
    read: previewSecret,
  },
};
