import { demoSite, Site } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

export const searchSettings = {
  // A question keeps the engine at work, which has few cores for them.
  ...serviceSettings(4003, { leastAtOnce: 8 }),
  ...kafkaSettings,
  ELASTICSEARCH_URL: kinds.url('Where the index is kept', { default: 'http://127.0.0.1:9220' }),
  ELASTICSEARCH_API_KEY: kinds.text(
    'An API key, encoded, that may do with the indexes of this prefix what search does; empty: none is needed, or the address names a user',
    { default: '', secret: true },
  ),
  SEARCH_ENGINE: kinds.choice('What keeps the index', ['elasticsearch', 'opensearch'], {
    default: 'elasticsearch',
  }),
  SEARCH_ANSWER_MS: kinds.integer(
    'A question of a reader waits for the engine no longer than this; a gateway waits a little longer, milliseconds',
    { default: 900, least: 100, most: 10_000 },
  ),
  SEARCH_INDEX_PREFIX: kinds.text('Beginning of all index and alias names; keeps installations apart', {
    default: 'sosik',
  }),
  SEARCH_SHARDS: kinds.integer(
    'Parts that an index which is made from now on lies in; one holds some tens of millions of articles',
    { default: 1, least: 1, most: 64 },
  ),
  SEARCH_REPLICAS: kinds.integer(
    'Copies of each part on other nodes; without one, the loss of a node is an index that has to be made anew from the log',
    { default: 0, most: 4 },
  ),
  SEARCH_NAMES_FOLDER: kinds.text('Folder of the files of names; empty: those of the project', {
    default: '',
  }),
  SEARCH_CURSOR_SECRET: kinds.text(
    'Signs cursors that lead into a snapshot of the index; the same for all search processes. Without it, a walk ends when another process is asked',
    { default: '', secret: true },
  ),
  POPULARITY_URL: kinds.url('Where popularity answers', { default: 'http://127.0.0.1:4004' }),
  SITE_FILE: kinds.jsonFile('Title and sections of the paper', (value) => Site.parse(value), {
    default: demoSite,
  }),
  SEARCH_REBUILD_P95_MS: kinds.integer(
    'While an index is made anew and answers take longer than this (95 of 100), it is filled more slowly, milliseconds',
    { default: 150, least: 1, most: 10_000 },
  ),
  SEARCH_ROLLBACK_MINUTES: kinds.integer(
    'So long the index that served before a rebuild is kept current, so that it can be gone back to',
    { default: 30, most: 10_080 },
  ),
  SEARCH_REPEATED_KIB: kinds.integer(
    'Memory for answers to questions that are asked again; 0: none is kept',
    {
      default: 8_192,
      most: 1_048_576,
    },
  ),
};
