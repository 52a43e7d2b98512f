import { demoSite, Site } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

export const gatewaySettings = {
  ...serviceSettings(4000),
  ...kafkaSettings,
  PUBLIC_URL: kinds.url('How readers reach this site: the beginning of absolute addresses', {
    default: 'http://127.0.0.1:4000',
  }),
  CONTENT_URL: kinds.url('Where content answers', { default: 'http://127.0.0.1:4002' }),
  SEARCH_URL: kinds.url('Where search answers', { default: 'http://127.0.0.1:4003' }),
  POPULARITY_URL: kinds.url('Where popularity answers', { default: 'http://127.0.0.1:4004' }),
  GATEWAY_CACHE_BYTES: kinds.integer('Memory for ready pages, bytes', {
    default: 64 * 2 ** 20,
    least: 2 ** 20,
  }),
  GATEWAY_MEDIA_BYTES: kinds.integer('Memory for renditions of pictures, bytes', {
    default: 64 * 2 ** 20,
    least: 2 ** 20,
  }),
  SITE_FILE: kinds.jsonFile('Title and sections of the paper', (value) => Site.parse(value), {
    default: demoSite,
  }),
};
