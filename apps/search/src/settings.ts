import { demoSite, Site } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

export const searchSettings = {
  ...serviceSettings(4003),
  ...kafkaSettings,
  ELASTICSEARCH_URL: kinds.url('Where the index is kept', { default: 'http://127.0.0.1:9220' }),
  SEARCH_INDEX_PREFIX: kinds.text('Beginning of all index and alias names; keeps installations apart', {
    default: 'sosik',
  }),
  SITE_FILE: kinds.jsonFile('Title and sections of the paper', (value) => Site.parse(value), {
    default: demoSite,
  }),
};
