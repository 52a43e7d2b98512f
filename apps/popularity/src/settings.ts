import { previewSecret } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

export const popularitySettings = {
  ...serviceSettings(4004),
  ...kafkaSettings,
  REDIS_URL: kinds.url('Where the counts are kept', { default: 'redis://127.0.0.1:6399' }),
  PREVIEW_SECRET: {
    ...kinds.text(
      'What links into the past must be signed with, as the desk signs them; at least 32 letters, empty for none',
      { default: '', secret: true },
    ),
    read: previewSecret,
  },
  REDIS_KEY_PREFIX: kinds.text('Beginning of all keys; keeps installations apart', { default: 'sosik:' }),
};
