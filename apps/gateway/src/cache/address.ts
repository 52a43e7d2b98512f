/**
 * What is added to a link on its way, so that its sender learns who followed it. It says nothing about the page.
 * Names of campaign parameters as the large mail, search and social services write them.
 */
const ADDED =
  /^(utm_[a-z_]+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|twclid|ttclid|yclid|igshid|igsh|mc_cid|mc_eid|_hsenc|_hsmi|vero_id|mkt_tok|n_media|n_query|n_rank|n_ad_group|n_ad|napm)$/i;

/** Under which ready bytes are kept: the address without what was added to it on its way. */
export function keyOf(url: string): string {
  const at = url.indexOf('?');
  if (at === -1) return url;
  const kept = url
    .slice(at + 1)
    .split('&')
    .filter((pair) => pair !== '' && !ADDED.test(pair.split('=', 1)[0] ?? ''));
  return kept.length === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${kept.join('&')}`;
}
