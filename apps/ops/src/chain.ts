import { type AuditRecord, hashOf } from '#libs/contracts';

/** A place where the chain does not hold. */
export interface Break {
  offset: number;
  n: number;
  why: string;
}

/**
 * The audit log as a chain, record by record in the order of the log. Of two that follow the same one the first
 * counts: the second has lost a race and is no part of it, so that two writers make no fork. What is otherwise not
 * as it must be is a break; the chain goes on behind it, so that nobody silences the log by breaking it.
 */
export class Chain {
  head: Pick<AuditRecord, 'n' | 'hash'> | undefined;
  readonly breaks: Break[] = [];
  /** Everything before this offset was judged. */
  private next = 0;
  /** What the first record follows that the log still keeps; nothing if that is the first of all. */
  private root: string | undefined;
  private readonly hashes = new Set<string>();

  /** How many records there are, as far as the log still keeps them. */
  get length(): number {
    return this.hashes.size;
  }

  holds(hash: string): boolean {
    return this.hashes.has(hash);
  }

  /** Whether the record is a part of the chain; one that was heard before says nothing. */
  take(record: AuditRecord, offset: number): boolean {
    if (offset < this.next) return false;
    this.next = offset + 1;
    const { n, previous, hash } = record;
    if (!this.head) this.root = previous;
    const why = hashOf(record) === hash ? this.unlinked(record) : 'its hash is not that of its words';
    if (why === 'late') return false;
    if (why !== undefined) this.breaks.push({ offset, n, why });
    this.head = { n, hash };
    this.hashes.add(hash);
    return true;
  }

  /** Why a record does not follow the head; `late`: it followed one that was the head before. */
  private unlinked({ n, previous }: AuditRecord): string | undefined {
    if (!this.head) return undefined;
    if (previous === this.head.hash)
      return n === this.head.n + 1 ? undefined : 'its number is not the next one';
    if (previous === this.root || (previous !== undefined && this.hashes.has(previous))) return 'late';
    return 'the record that it follows is missing';
  }
}
