import { kafkaSettings } from '#libs/kafka';
import { serviceSettings, text, url } from '#libs/service';

export const popularitySettings = {
  ...serviceSettings(4004),
  ...kafkaSettings,
  REDIS_URL: url('Where the counts are kept', { default: 'redis://127.0.0.1:6399' }),
  REDIS_KEY_PREFIX: text('Beginning of all keys; keeps installations apart', { default: 'sosik:' }),
};
