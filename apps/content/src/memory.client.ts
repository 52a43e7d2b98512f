import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { topics } from '#libs/contracts';
import { type KafkaSettings, LagReader } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, step } from '#libs/service';
import { ArticleStore } from './article.store.ts';

/** One small question to the store each time. */
const LOOK_MS = 250;
/** Too long for an address, they are posted. */
const QUESTIONS = /^\/internal\/(lists|past|drift)\b/;
/** What is asked here is about events, not about articles; an answer that is too early says so itself. */
const OF_EVENTS = /^\/internal\/(idle|verdicts|reached|payloads)\b/;

/**
 * Knows whether the record holds all that was decided once. One that was put back from a copy stands before what its
 * group has committed in the intake log, or before what this process has seen: articles in it may have been withdrawn
 * since. Nobody who asks for articles gets an answer then, until it is filled again from the log. If the log can't be
 * reached (which takes the client some seconds to say), what this process has seen is all that is known. What it owes
 * is kept in it: reading on from where it stands makes the group's commits go back.
 */
@Injectable()
export class Memory implements CanActivate, OnApplicationBootstrap, OnModuleDestroy {
  private readonly lag: LagReader;
  private committed: ReadonlyMap<number, number> | undefined;
  private whole = false;
  private readonly ended = Promise.withResolvers<undefined>();
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.lag = new LagReader(settings, runtime);
    runtime.works('memory', () => !this.whole);
    // Whoever shares out questions sends none before they are answered.
    runtime.dependsOn('record', 'required', async () => {
      if (!this.whole) throw new Error('it has not been looked at, or is being filled again');
    });
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.whole || context.getType() !== 'http') return true;
    const { method, url } = context.switchToHttp().getRequest<FastifyRequest>();
    const asks = method === 'GET' || QUESTIONS.test(url);
    if (!asks || OF_EVENTS.test(url)) return true;
    throw new DependencyUnavailable('record', new Error('it is being filled again from the log'));
  }

  onApplicationBootstrap(): void {
    // At once: until then nobody is answered.
    const first = this.look().catch(() => undefined);
    this.store.remembered = first;
    const stop = this.runtime.repeat(LOOK_MS, () => this.look(), 'the record can not be looked at');
    this.stop = async () => {
      await Promise.all([stop(), first]);
    };
  }

  async onModuleDestroy(): Promise<void> {
    this.ended.resolve(undefined);
    await this.stop?.();
    await this.lag.close();
  }

  private async look(): Promise<void> {
    // Asked once: what is decided from then on this process has seen. A log that is only slow is waited for, since
    // what is answered meanwhile could be what it would have told to keep.
    this.committed ??= await Promise.race([this.ask(), this.ended.promise]);
    this.whole = !(await this.store.owes(this.committed));
  }

  /** As far as the group has come, and no further than a log that was made anew. */
  private async ask(): Promise<Map<number, number> | undefined> {
    try {
      const { name } = topics.intake;
      const [positions, ends] = await step('content.committed', () =>
        Promise.all([this.lag.positions('content', name), this.lag.ends(name)]),
      );
      const reached = [...positions].map(([partition, next]) => {
        return [partition, Math.min(next, ends.get(partition)?.high ?? 0)] as const;
      });
      return new Map(reached);
    } catch (error) {
      this.runtime.log.debug({ err: error }, 'the log can not be asked what was decided');
      return undefined;
    }
  }
}
