import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

export const searchSettings = {
  ...serviceSettings(4003),
  ...kafkaSettings,
  ELASTICSEARCH_URL: kinds.url('Where the index is kept', { default: 'http://127.0.0.1:9220' }),
  SEARCH_ENGINE: kinds.choice('What keeps the index', ['elasticsearch', 'opensearch'], {
    default: 'elasticsearch',
  }),
  SEARCH_INDEX_PREFIX: kinds.text('Beginning of all index and alias names; keeps installations apart', {
    default: 'sosik',
  }),
  SEARCH_NAMES_FOLDER: kinds.text('Folder of the files of names; empty: those of the project', {
    default: '',
  }),
};
