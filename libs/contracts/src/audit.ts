import { hash } from 'node:crypto';
import { z } from 'zod';
import { canonical } from './canonical.ts';

/** What the desk does, each with its meaning. Closed: whoever reads the audit log may rely on it. */
export const deskActs = {
  'desk.signed-in': 'somebody has opened the desk with its token',
  'desk.signed-out': 'somebody has closed the desk',
  'article.withdrawn': 'an article was withdrawn at the desk',
  'takedown.receipt': 'a takedown was looked at everywhere, and its receipt signed',
  'article.retold': 'what the public was told of an article was told to every service once more',
  'letter.replayed':
    'a record that a service could not use was said to it again, mended by hand or as it was',
  'letter.discarded': 'a record that a service could not use was closed without any effect',
  'letters.replayed': 'records that a service could not use were said to it again, many at once',
  'consumer.paused': 'the reading of a service was paused',
  'consumer.resumed': 'the reading of a service that was paused goes on',
  'index.remade': 'the search index is made anew from the log',
  'index.rolled-back': 'search went back to the index that served before',
  'index.committed': 'the index that served before was removed, and the way back with it',
  'counts.remade': 'all views are counted again from the log',
  'views.overruled': 'views of an article that were held back count after all',
  'overrule.lifted': 'views of an article are held back again where too few networks push it',
  'cache.purged': 'bytes that gateways had ready were removed by a key',
  'paper.healed': 'what readers are served was held against the record, and what differed was mended',
} as const;
export type DeskAct = keyof typeof deskActs;

const Hash = z
  .string()
  .regex(/^[\da-f]{64}$/)
  .describe('SHA-256, hexadecimal');

export const AuditRecord = z
  .object({
    n: z.int().min(1).describe('Place in the chain, from 1'),
    at: z.iso.datetime().describe('When'),
    who: z
      .string()
      .min(1)
      .max(200)
      .describe('Who: the name given at the desk, or the id of a newsroom’s key'),
    what: z.enum(Object.keys(deskActs) as [DeskAct, ...DeskAct[]]).describe('What was done'),
    about: z
      .string()
      .max(300)
      .optional()
      .describe(
        'To what: an article’s uri or public id, the place of a dead letter, a consumer group, or what a cache keeps bytes under',
      ),
    before: z.unknown().optional().describe('How it was before, as far as that is told'),
    after: z.unknown().optional().describe('How it is since'),
    previous: Hash.optional().describe('Hash of the record before it; absent of the first'),
    hash: Hash.describe('Of this record without this member, as canonical JSON (RFC 8785)'),
  })
  .meta({ id: 'AuditRecord', description: 'Something that was done at the desk' });
export type AuditRecord = z.infer<typeof AuditRecord>;

/** What is told of an act; its place in the chain is found when it is written. */
export type AuditEntry = Omit<AuditRecord, 'n' | 'previous' | 'hash'>;

/** The entry as the record behind `head`. */
export function chained(entry: AuditEntry, head?: Pick<AuditRecord, 'n' | 'hash'>): AuditRecord {
  const record = { ...entry, n: (head?.n ?? 0) + 1, ...(head ? { previous: head.hash } : {}) };
  return { ...record, hash: hashOf(record) };
}

/** What the hash of a record must be. */
export function hashOf({ hash: _, ...record }: Omit<AuditRecord, 'hash'> & { hash?: string }): string {
  return hash('sha256', canonical(record));
}
