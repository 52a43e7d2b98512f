/**
 * The only way out of the house to addresses that others name: feeds of agencies, receivers of webhooks, pictures.
 *
 * Guarantees, on which the gate and syndication rely:
 * - nothing inside is reached: only public addresses are connected to, whatever a name resolves to when the
 *   connection is made, and after each redirect; other networks only where a setting names them;
 * - an answer is bounded in bytes, also after inflation, and in time, whatever the other side does;
 * - nothing of ours goes along but what the caller names: no cookie, no credential, no proxy, no cache.
 */
export { outboundSettings } from './address.ts';
export { type Answer, Outbound, type Request } from './client.ts';
export { Refused, TooLarge, Unreachable } from './failure.ts';
export { whole } from './whole.ts';
