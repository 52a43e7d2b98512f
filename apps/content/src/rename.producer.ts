import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Sender } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { NamingStore } from './naming.store.ts';
import type { NamingState } from './naming.ts';
import { askToTell } from './retell.producer.ts';

const SCAN_MS = 250;
/** A hundred a second: what newsrooms say meanwhile is not slowed by a name that thousands of articles bear. */
const AT_ONCE = 25;
/** What was asked for is decided by then, mostly; looked at sooner, it would be asked for twice. */
const AGAIN_MS = 1_000;
const MOST_AGAIN_MS = 60_000;

/** One walk through the articles of a renaming. */
interface Walk {
  /** Of the renaming. */
  decided: number;
  /** Articles that are yet to be asked for. */
  left: string[];
  /** When the next walk begins, and how long after this one that is; milliseconds. */
  next: number;
  pause: number;
}

/**
 * Has the articles that bear a renamed tag or author told again under the new name, through the intake log like
 * everything that changes an article. A renaming is open until a walk finds no article that still shows an old
 * name; after a crash the walk begins anew, and what is right already is passed by. A repetition does no harm.
 */
@Injectable()
export class RenameProducer implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  private readonly walks = new Map<string, Walk>();

  constructor(
    @Inject(NamingStore) private readonly naming: NamingStore,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    runtime.works('renaming', () => naming.unfinished);
  }

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(SCAN_MS, () => this.scan(), 'renamed articles can not be looked up');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  private async scan(): Promise<void> {
    let budget = AT_ONCE;
    for (const naming of await this.naming.open()) {
      const walk = await this.walkOf(naming);
      if (!walk) continue;
      const uris = walk.left.splice(0, budget);
      budget -= uris.length;
      await Promise.all(uris.map((uri) => askToTell(this.sender, uri, undefined)));
      if (walk.left.length === 0) walk.next = this.runtime.now() + walk.pause;
      if (budget === 0) break;
    }
  }

  /** The walk that is under way, or the next one; nothing if it is not time for that, or if all is done. */
  private async walkOf(naming: NamingState): Promise<Walk | undefined> {
    const { key, decided } = naming;
    const last = this.walks.get(key);
    const same = last?.decided === decided ? last : undefined;
    if (same && same.left.length > 0) return same;
    if (same && this.runtime.now() < same.next) return undefined;
    // It may have been found a moment before those who decide are told of it: what they write with the old names
    // would come after this walk, and be followed by nobody.
    if (!same) await this.naming.renew();
    const left = await this.naming.outdated(naming, await this.naming.names());
    if (left.length === 0) {
      await this.naming.close(naming);
      this.walks.delete(key);
      return undefined;
    }
    // Content may be behind in the log: it is not given the same work again and again.
    const pause = same ? Math.min(2 * same.pause, MOST_AGAIN_MS) : AGAIN_MS;
    const walk = { decided, left, next: 0, pause };
    this.walks.set(key, walk);
    return walk;
  }
}
