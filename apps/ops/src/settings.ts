import { previewSecret, signingKey } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { kinds, serviceSettings } from '#libs/service';

/** With fewer letters somebody might guess it in spite of the bound on tries. */
const TOKEN_LENGTH = 24;

export const opsSettings = {
  ...serviceSettings(4005),
  ...kafkaSettings,
  OPS_TOKEN: {
    ...kinds.text('Opens the desk: at least 24 letters; empty: nobody can sign in', {
      default: '',
      secret: true,
    }),
    read(text: string): string {
      if (text.length < TOKEN_LENGTH) throw new Error(`must have at least ${TOKEN_LENGTH} letters`);
      return text;
    },
  },
  OPS_TRIES_PER_MINUTE: kinds.integer('Wrong tokens that an address may bring a minute', {
    default: 10,
    least: 1,
    most: 1_000,
  }),
  OPS_SIGNING_KEY: {
    ...kinds.text(
      'Signs receipts of takedowns: a private Ed25519 key, PKCS #8 as PEM or its DER in base64; without it there are none',
      { default: '', secret: true },
    ),
    read(text: string): string {
      signingKey(text);
      return text;
    },
  },
  OPS_INGEST_KEY: kinds.text(
    'Key of the newsroom API that the desk speaks with, scopes withdraw, curate and read, and publish for the probe; without it nothing can be withdrawn and no view let in here',
    { default: '', secret: true },
  ),
  PREVIEW_SECRET: {
    ...kinds.text(
      'What links into the past are signed with; content and popularity have the same; at least 32 letters, empty for none',
      { default: '', secret: true },
    ),
    read: previewSecret,
  },
  OPS_PUBLIC_URL: kinds.url('Where editors reach the desk; with https its cookie goes over https alone', {
    default: 'http://127.0.0.1:4005',
  }),
  INGEST_URL: kinds.url('Where ingest answers, for withdrawals and for what a key may do', {
    default: 'http://127.0.0.1:4001',
  }),
  CONTENT_URL: kinds.url('Where content answers, for what an article is', {
    default: 'http://127.0.0.1:4002',
  }),
  GATEWAY_URL: kinds.url('Where a gateway answers, for what readers see', {
    default: 'http://127.0.0.1:4000',
  }),
  SEARCH_URL: kinds.url('Where search answers, for what its index holds', {
    default: 'http://127.0.0.1:4003',
  }),
  POPULARITY_URL: kinds.url('Where popularity answers, for what it knows of articles', {
    default: 'http://127.0.0.1:4004',
  }),
  SYNDICATION_URL: kinds.url('Where syndication answers, for how it is', {
    default: 'http://127.0.0.1:4006',
  }),
  OPS_PULSE_SECONDS: kinds.integer(
    'Seconds between two looks at all apps and the log, for charts and problems of the desk; 0: none',
    { default: 5, most: 300 },
  ),
  OPS_PROBE_SECONDS: kinds.integer(
    'Rest between two canaries of the publish probe, seconds; it needs OPS_INGEST_KEY with the scope publish; 0: no probe',
    { default: 60, most: 86_400 },
  ),
  OPS_PROBE_LATE_SECONDS: kinds.integer(
    'A canary that is not everywhere after so long is told, with the name of who is broken; seconds',
    { default: 10, least: 1, most: 25 },
  ),
  OPS_AUDIT_PER_SECOND: kinds.integer(
    'Articles that are held against every view each second, round after round; 0: only when that is ordered',
    { default: 20, most: 1_000 },
  ),
  OPS_AUDIT_REST_SECONDS: kinds.integer(
    'Rest between two rounds that nobody has ordered, and before the first; seconds',
    { default: 60, least: 1, most: 86_400 },
  ),
  OPS_AUDIT_MENDS: kinds.choice(
    'Whether what differs is mended without an order; what content does not know is removed by order only',
    ['yes', 'no'],
    { default: 'yes' },
  ),
  OPS_AUDIT_GATEWAYS: {
    ...kinds.text('Where each gateway answers, with spaces between; empty: the one of GATEWAY_URL', {
      default: '',
    }),
    read(text: string): string {
      for (const each of text.trim().split(/\s+/))
        if (!URL.canParse(each)) throw new Error(`names ${each}, which is no address`);
      return text.trim();
    },
  },
  PUBLIC_URL: kinds.url('Where readers find the paper; pages of the desk lead there', {
    default: 'http://127.0.0.1:4000',
  }),
};
