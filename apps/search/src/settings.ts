import { kafkaSettings } from '#libs/kafka';
import { serviceSettings, text, url } from '#libs/service';

export const searchSettings = {
  ...serviceSettings(4003),
  ...kafkaSettings,
  ELASTICSEARCH_URL: url('Where the index is kept', { default: 'http://127.0.0.1:9220' }),
  SEARCH_INDEX_PREFIX: text('Beginning of all index and alias names; keeps installations apart', { default: 'sosik' }),
};
