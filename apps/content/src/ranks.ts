import type { Rank } from '#libs/service';

/**
 * What the other apps ask, by how urgent it is: what has left the public, and what became of an event, is vital, since
 * gateways and takedowns rest on it; what belongs to an event at the gate, and what is brought, is urgent; what walks
 * through years can wait. Pages ask for all the rest.
 */
export const ranks: readonly Rank[] = [
  { urgency: 'vital', method: 'GET', path: /^\/internal\/(withdrawn|verdicts|reached)$/ },
  // A wire withdraws by a payload, which is kept before it is read.
  { urgency: 'vital', method: 'PUT', path: /^\/internal\/payloads\/[^/]+$/ },
  { urgency: 'vital', method: 'POST', path: /^\/internal\/payloads\/[^/]+\/uris$/ },
  { urgency: 'urgent', method: 'GET', path: /^\/internal\/(standings|articles|media)$/ },
  { urgency: 'patient', path: /^\/internal\/(archive|calendar|months|corrections|tags)$/ },
  { urgency: 'patient', path: /^\/internal\/(past\/.*|articles\/[^/]+\/revisions)$/ },
  { urgency: 'usual', method: 'POST', path: /^\/internal\/(lists|foresight)$/ },
];
