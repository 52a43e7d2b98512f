import type { Values } from '#libs/service';
import type { AppName } from './pulse/signals.ts';
import type { opsSettings } from './settings.ts';

/** The other apps of the paper and where they answer; of gateways there may be several. */
export type House = readonly { name: Exclude<AppName, 'ops'>; url: string }[];

type Addresses = Pick<
  Values<typeof opsSettings>,
  | 'INGEST_URL'
  | 'CONTENT_URL'
  | 'SEARCH_URL'
  | 'POPULARITY_URL'
  | 'SYNDICATION_URL'
  | 'GATEWAY_URL'
  | 'OPS_AUDIT_GATEWAYS'
>;

/** Where each gateway answers. */
export function gatewaysOf({ OPS_AUDIT_GATEWAYS, GATEWAY_URL }: Addresses): string[] {
  return (OPS_AUDIT_GATEWAYS || GATEWAY_URL).split(/\s+/);
}

/** Every process that the desk looks at, in the order in which news passes them. */
export function houseOf(settings: Addresses): House {
  const { INGEST_URL, CONTENT_URL, SEARCH_URL, POPULARITY_URL, SYNDICATION_URL } = settings;
  return [
    { name: 'ingest', url: INGEST_URL },
    { name: 'content', url: CONTENT_URL },
    { name: 'search', url: SEARCH_URL },
    { name: 'popularity', url: POPULARITY_URL },
    ...gatewaysOf(settings).map((url) => ({ name: 'gateway' as const, url })),
    { name: 'syndication', url: SYNDICATION_URL },
  ];
}
