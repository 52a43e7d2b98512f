import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

export const contentSettings = {
  ...serviceSettings(4002),
  ...kafkaSettings,
  MONGODB_URL: kinds.url('Where articles are kept, with the name of the database', {
    default: 'mongodb://127.0.0.1:27117/sosik',
  }),
};
