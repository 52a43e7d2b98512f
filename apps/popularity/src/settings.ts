import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

export const popularitySettings = {
  ...serviceSettings(4004),
  ...kafkaSettings,
  REDIS_URL: kinds.url('Where the counts are kept', { default: 'redis://127.0.0.1:6399' }),
  REDIS_KEY_PREFIX: kinds.text('Beginning of all keys; keeps installations apart', { default: 'sosik:' }),
};
