import { sealingKey } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { outboundSettings } from '#libs/outbound';
import { kinds, serviceSettings } from '#libs/service';

export const syndicationSettings = {
  ...serviceSettings(4006),
  ...kafkaSettings,
  ...outboundSettings,
  MONGODB_URL: kinds.url('Where deliveries are kept, with the name of the database', {
    default: 'mongodb://127.0.0.1:27117/sosik',
  }),
  CONTENT_URL: kinds.url('Where content answers', { default: 'http://127.0.0.1:4002' }),
  PUBLIC_URL: kinds.url('Where readers find the paper; messages name it as their source', {
    default: 'http://127.0.0.1:4000',
  }),
  GATEWAY_URL: kinds.url('Where a gateway answers, for the bytes of feeds', {
    default: 'http://127.0.0.1:4000',
  }),
  GATEWAY_HUB_URL: kinds.url(
    'Where followers of feeds reach POST /websub of this app, as gateways name it; empty: there is no hub',
    { default: '' },
  ),
  INGEST_SECRETS_KEY: {
    ...kinds.text('Opens webhook secrets, as ingest has sealed them; without it nothing is signed or sent', {
      default: '',
      secret: true,
    }),
    read(text: string): string {
      sealingKey(text);
      return text;
    },
  },
};
