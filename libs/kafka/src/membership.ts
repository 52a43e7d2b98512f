import type { Consumer } from 'kafkajs';
import type { Runtime } from '#libs/service';
import { brokerError } from './client.ts';
import { within } from './deadline.ts';

/** What keeps a member of the group is answered by the coordinator to these requests. */
const KEEPS = new Set(['Heartbeat', 'SyncGroup']);
/** Answers of a coordinator that has given this member's partitions to others, or is free to. */
const OUSTED = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);
/** kafkajs sends no heartbeat so soon after the last answer it has read, however late it has read it. */
const AGAIN_MS = 25;

/** This process may not be the owner of the partition any more: nothing is told, the records come again. */
export class NotTheOwner extends Error {
  readonly code = 'not_the_owner';
  readonly retriable = true;

  constructor(
    /** The coordinator has said so; otherwise it has said nothing. */
    readonly ousted: boolean,
    cause?: unknown,
  ) {
    super(
      ousted
        ? 'the group has gone on without this process'
        : 'the group may have gone on without this process',
      { cause },
    );
  }
}

/**
 * How surely this process is a member of its group. The coordinator gives a member's partitions away when it
 * has heard nothing from it for a session timeout. It counts from when it has heard, which is after the
 * heartbeat was sent and may be long before its answer is read: a process that was stopped in between holds
 * an old answer for news. So the time counts here from the sending.
 */
export class Membership {
  /** Counts the times this process has joined: what was taken before the last one is not its own any more. */
  generation = 0;
  /** When the last request that was answered had been sent, and the last one with a good answer. */
  private asked = Number.NEGATIVE_INFINITY;
  private heard = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly sessionMs: number,
    private readonly runtime: Pick<Runtime, 'time' | 'wait'>,
  ) {}

  follow(consumer: Consumer): void {
    const { REQUEST, HEARTBEAT, GROUP_JOIN } = consumer.events;
    consumer.on(REQUEST, ({ payload: { apiName, duration } }) => {
      if (KEEPS.has(apiName)) this.asked = this.elapsed - duration;
    });
    consumer.on(HEARTBEAT, () => {
      this.heard = this.asked;
    });
    consumer.on(GROUP_JOIN, () => {
      this.generation++;
      this.heard = this.asked;
    });
  }

  private get elapsed(): number {
    return this.runtime.time.elapsed();
  }

  /** Whether nobody else can have been given a partition that was taken in this generation. */
  owns(generation: number, withinMs = this.sessionMs): boolean {
    return generation === this.generation && this.elapsed - this.heard < withinMs;
  }

  /** Resolves when that is so for half a session timeout to come; rejects with `NotTheOwner`. */
  async confirm(generation: number, heartbeat: () => Promise<void>): Promise<void> {
    const half = this.sessionMs / 2;
    const until = this.elapsed + half;
    while (!this.owns(generation, half)) {
      const left = until - this.elapsed;
      if (left <= 0 || generation !== this.generation) throw new NotTheOwner(false);
      try {
        await within(left, heartbeat(), this.runtime.time);
      } catch (error) {
        throw new NotTheOwner(isOusted(error), error);
      }
      if (!this.owns(generation, half)) await this.runtime.wait(AGAIN_MS);
    }
  }
}

function isOusted(error: unknown): boolean {
  return OUSTED.has(brokerError(error) ?? '');
}

/** A supervisor starts the process again; going on would look alive and read nothing. */
export function endProcess(): void {
  process.exitCode = 1;
  process.emit('SIGTERM', 'SIGTERM');
}
