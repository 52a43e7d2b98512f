import { demoSite, Site } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { kinds, type Setting, serviceSettings } from '#libs/service';
import { networksIn, proxyHeaders } from './views/address.ts';

/** Networks in CIDR notation; one that can't be read fails the start, instead of trusting nobody or everybody. */
function networks(meaning: string): Setting<string> {
  const read = (text: string): string => {
    networksIn(text);
    return text;
  };
  return { ...kinds.text(meaning, { default: '' }), kind: 'networks, separated by commas', read };
}

export const gatewaySettings = {
  // Most of the time of a page is that of the apps that it asks.
  ...serviceSettings(4000, { leastAtOnce: 32 }),
  ...kafkaSettings,
  PUBLIC_URL: kinds.url('How readers reach this site: the beginning of absolute addresses', {
    default: 'http://127.0.0.1:4000',
  }),
  CONTENT_URL: kinds.url('Where content answers', { default: 'http://127.0.0.1:4002' }),
  SEARCH_URL: kinds.url('Where search answers', { default: 'http://127.0.0.1:4003' }),
  POPULARITY_URL: kinds.url('Where popularity answers', { default: 'http://127.0.0.1:4004' }),
  GATEWAY_HUB_URL: kinds.url('The WebSub hub that feeds name: POST /websub of syndication; empty: none', {
    default: '',
  }),
  GATEWAY_ANSWER_MS: kinds.integer(
    'A reader waits no longer for a page that has to be made; a question to another service gets three quarters of it, milliseconds',
    { default: 1_300, least: 100, most: 10_000 },
  ),
  GATEWAY_CACHE_BYTES: kinds.integer('Memory for ready pages, bytes', {
    default: 64 * 2 ** 20,
    least: 2 ** 20,
  }),
  GATEWAY_MEDIA_BYTES: kinds.integer('Memory for renditions of pictures, bytes', {
    default: 64 * 2 ** 20,
    least: 2 ** 20,
  }),
  GATEWAY_TRUSTED_PROXIES: networks(
    'Proxies that may say which address a reader has, such as 10.0.0.0/8; empty: the connection says it',
  ),
  GATEWAY_PROXY_HEADER: kinds.choice(
    'The field that these proxies write themselves; what they pass on unread, readers could have written',
    proxyHeaders,
    { default: 'x-forwarded-for' },
  ),
  GATEWAY_STREAMS: kinds.integer('Readers who may follow the stream of what happens at a time', {
    default: 2_000,
    least: 1,
  }),
  GATEWAY_API_PER_MINUTE: kinds.integer(
    'Answers of the API that one address may have made in a minute; what is ready is free',
    { default: 120_000, least: 1 },
  ),
  GATEWAY_VIEWS_PER_MINUTE: kinds.integer('Views that apps at one address may tell in a minute', {
    default: 600,
    least: 1,
  }),
  SITE_FILE: kinds.jsonFile('Title and sections of the paper', (value) => Site.parse(value), {
    default: demoSite,
  }),
};
