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
  CONTENT_MEDIA_S3_URL: {
    ...kinds.text(
      'Where pictures are kept, in a store that speaks as S3 does, such as https://s3.example:9000; empty: in MongoDB',
      { default: '' },
    ),
    read(text: string): string {
      if (text !== '' && !/^https?:\/\/[^/?#@]+\/?$/.test(text)) throw new Error('is no address of a store');
      return text;
    },
  },
  CONTENT_MEDIA_S3_BUCKET: kinds.text('The bucket there; nothing else may be in it', {
    default: 'sosik-media',
  }),
  CONTENT_MEDIA_S3_REGION: kinds.text('Its region, as signatures name it', { default: 'us-east-1' }),
  CONTENT_MEDIA_S3_KEY: kinds.text('Access key that may put, get and delete objects of the bucket', {
    default: '',
    secret: true,
  }),
  CONTENT_MEDIA_S3_SECRET: kinds.text('Secret of that access key', { default: '', secret: true }),
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
