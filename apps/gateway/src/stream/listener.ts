import type { StreamQuery, StreamType } from '#libs/contracts';
import { typesOf } from '#libs/contracts';
import type { Journal } from './journal.store.ts';
import { idOf, positionOf } from './position.ts';

/** Where words to a reader go; false: no more for now, until `drained`. */
export interface Wire {
  write(text: string): boolean;
}

/** What a reader wants to hear. */
export interface Wish {
  query: StreamQuery;
  /** Id of the last event it was told before it lost its connection. */
  lastId: string | undefined;
}

/**
 * One reader of the stream. Reads on in the journal as far as its line takes it, so that nothing is kept for
 * anybody; `false` says that it can't be helped any more and has to come again.
 */
export class Listener {
  /** Told all before this, partition by partition; nothing before the journal is open. */
  private position: number[] | undefined;
  private next = 0;
  private blocked = false;
  private wasBlocked = false;
  private caughtUp = false;
  private readonly types: ReadonlySet<StreamType>;

  constructor(
    private readonly journal: Journal,
    private readonly epoch: number,
    private readonly wish: Wish,
    private readonly wire: Wire,
  ) {
    this.types = typesOf(wish.query);
  }

  /** Tells what there is to tell. */
  tell(): boolean {
    if (!this.journal.isOpen) return true;
    this.position ??= this.start();
    while (!this.blocked) {
      if (this.journal.forgot(this.next)) return false;
      const entry = this.journal.at(this.next);
      if (!entry) break;
      this.next++;
      const { partition, offset, telling } = entry;
      // Another gateway may have told it of this one.
      if (offset < (this.position[partition] ?? 0)) continue;
      this.position[partition] = offset + 1;
      const data = telling?.data[this.wish.query.lang ?? 'all'];
      if (telling && data !== undefined && this.types.has(telling.type)) this.say(telling.type, data);
    }
    if (!this.blocked && !this.caughtUp) {
      this.caughtUp = true;
      this.write(': live\n\n');
    }
    return true;
  }

  drained(): boolean {
    this.blocked = false;
    return this.tell();
  }

  /** Keeps the line open; one that took nothing since the last beat is given up. */
  beat(): boolean {
    if (this.blocked && this.wasBlocked) return false;
    this.wasBlocked = this.blocked;
    if (!this.blocked) this.write(':\n\n');
    return true;
  }

  private start(): number[] {
    const { lastId } = this.wish;
    const now = [...this.journal.position];
    const position = lastId === undefined ? now : positionOf(lastId, this.epoch, now.length);
    const from = lastId === undefined ? this.journal.end : position && this.journal.resume(position);
    if (position && from !== undefined) {
      this.next = from;
      // An id without data: known to the reader from now on, and no event.
      this.write(`id: ${idOf(this.epoch, position)}\n\n`);
      return position;
    }
    this.position = now;
    this.next = this.journal.end;
    this.say('reset', '{"reason":"more was missed than is kept: ask the lists again"}');
    return now;
  }

  private say(event: string, data: string): void {
    const id = idOf(this.epoch, this.position ?? []);
    this.write(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`);
  }

  private write(text: string): void {
    if (!this.wire.write(text)) this.blocked = true;
  }
}
