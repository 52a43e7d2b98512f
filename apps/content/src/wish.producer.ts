import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  encodeIntake,
  type MediaReady,
  topics,
  type Wish,
  type WishFailure,
  type WishQuestion,
} from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { metrics, ProblemError, Runtime } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { awaited } from './fetched.ts';
import type { Picture } from './media.store.ts';
import { keptFor } from './media.ts';
import type { WishDocument } from './wish.store.ts';

/** 5 s, then three times as long each time: the last one is half an hour after the first. */
const MOST_TRIES = 7;
const FIRST_PAUSE_MS = 5_000;
/** A wish is kept a moment before its article: one that is younger may yet be said to be in force. */
const YOUNG_MS = 60_000;
const SOON_MS = 1_000;
const SWEEP_MS = 1_000;
/** Three hours and a half; then it is the picture that makes everybody die who touches it. */
const MOST_TURNS = 20;

const fetched = metrics.counter({
  name: 'sosik_content_pictures_fetched_total',
  help: 'Pictures that articles name by their address, by what became of a try',
  labels: ['outcome'],
});

/**
 * Has the pictures that articles name by their address fetched by the gates, and says in the intake log what came
 * of it (`media.ready`), like everything that changes an article. A wish is given out as long as a version of its
 * article has it, to one gate at a time, again after a pause that grows, and at most seven times. Crashes and
 * repetitions do no harm. Looks also after pictures whose claims a crash may have left behind, and clears the
 * bucket of what nobody names.
 */
@Injectable()
export class WishProducer implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(SWEEP_MS, () => this.sweep(), 'pictures can not be looked after');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  /** Wishes whose time has come. */
  async take(question: WishQuestion): Promise<Wish[]> {
    const { wishes } = this.store.media;
    const now = this.runtime.now();
    const taken = await wishes.take(now, question);
    const states = await this.store.findMany([...new Set(taken.map(({ uri }) => uri))]);
    const open = (each: WishDocument) => awaited(states.get(each.uri) ?? {}).includes(each.href);
    const idle = taken.filter((each) => !open(each));
    const isYoung = ({ since }: WishDocument) => now - since.getTime() < YOUNG_MS;
    await wishes.drop(idle.filter((each) => !isYoung(each)).map(({ _id }) => _id));
    for (const { _id } of idle.filter(isYoung)) await wishes.later(_id, { next: new Date(now + SOON_MS) });
    const worn = ({ turns }: WishDocument) => turns >= MOST_TURNS;
    for (const each of taken.filter(open).filter(worn))
      await this.end(each, 'it was begun many times, and nobody could say what came of it');
    return taken.filter((each) => open(each) && !worn(each)).map(({ _id, href }) => ({ id: _id, href }));
  }

  /** Keeps the picture, and says so; throws `not_found` where nobody waits for it any more. */
  async grant(id: Wish['id'], { mediaId, ...picture }: Picture & { mediaId: string }): Promise<void> {
    const { uri, href } = await this.inForce(id);
    await this.store.media.put(mediaId, picture, uri);
    await this.tell({ uri, href, mediaId });
    fetched.inc({ outcome: 'kept' });
  }

  /** It did not come: it is tried again later, or that was the last time. */
  async fail(id: Wish['id'], { words, again, waitMs = 0 }: WishFailure): Promise<void> {
    const { uri, href, tries: before } = await this.inForce(id);
    const tries = before + 1;
    const last = !again || tries >= MOST_TRIES;
    this.runtime.log.warn({ articleUri: uri, href, tries, words, last }, 'a picture could not be fetched');
    fetched.inc({ outcome: last ? 'failed' : 'put off' });
    if (last) return this.end({ _id: id, uri, href }, words);
    const pause = FIRST_PAUSE_MS * 3 ** before * (0.5 + Math.random() / 2);
    const next = new Date(this.runtime.now() + Math.max(waitMs, pause));
    await this.store.media.wishes.later(id, { tries, words, next });
  }

  /** The log first: a wish that is dropped before would be forgotten by a crash in between. */
  private async end(
    { _id, uri, href }: Pick<WishDocument, '_id' | 'uri' | 'href'>,
    failed: string,
  ): Promise<void> {
    await this.tell({ uri, href, failed });
    await this.store.media.wishes.drop([_id]);
  }

  private async inForce(id: Wish['id']): Promise<WishDocument> {
    const wish = await this.store.media.wishes.find(id);
    const state = wish && (await this.store.find(wish.uri));
    if (wish && awaited(state ?? {}).includes(wish.href)) return wish;
    throw new ProblemError('not_found');
  }

  private async tell(data: MediaReady): Promise<void> {
    const { uri } = data;
    const event = {
      id: `ready ${randomUUID()}`,
      source: '/content',
      uri,
      type: 'media.ready' as const,
      data,
    };
    await this.sender.send(topics.intake.name, encodeIntake(event));
  }

  private async sweep(): Promise<void> {
    await this.store.media.clear();
    for (const picture of await this.store.media.unchecked()) {
      const { _id, users = [] } = picture;
      const states = await this.store.findMany(users);
      await this.store.media.checked(
        picture,
        users.filter((uri) => keptFor(states.get(uri) ?? {}).includes(_id)),
      );
    }
  }
}
