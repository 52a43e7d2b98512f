import { createHash } from 'node:crypto';
import { Uri } from '#libs/contracts';

/** As long as a uri of ours may be. */
const MOST = 256;
/** Digits of the hash: 96 bits, so that no two ids of all the wires in the world meet by chance. */
const DIGITS = 24;

/**
 * The uri of an article that its sender knows by this id, whatever letters that has. An id that is a uri here is
 * kept as it is. Of others what may stand in one is kept, for people to recognise, and a hash of the whole id
 * tells those apart that look alike then. The same id is the same uri for ever; the uri of a uri is itself.
 * Nothing of an id that is blank.
 */
export function uriOf(id: string): string | undefined {
  const given = id.trim();
  if (given === '' || Uri.safeParse(given).success) return given || undefined;
  const hash = createHash('sha256').update(given).digest('hex').slice(0, DIGITS);
  const most = MOST - DIGITS - 1;
  // A longer beginning would only be cut, and need not be looked at.
  const plain = given
    .slice(0, 2 * MOST)
    .replace(/[^A-Za-z0-9._~:/@-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, most)
    .replace(/-$/, '');
  return `${plain}~${hash}`;
}
