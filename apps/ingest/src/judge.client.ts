import { Inject, Injectable } from '@nestjs/common';
import type { KafkaSettings } from '#libs/kafka';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { ContentClient } from './content.client.ts';
import { opened } from './envelope.ts';
import { type Acceptable, judge } from './event.ts';
import { type Inscriptions, needsCredit, noInscriptions, unsaidIn } from './inscription/unsaid.ts';
import { type Key, permit } from './key.ts';
import type { ingestSettings } from './settings.ts';

/** Who says something, and how strictly it is read. */
export interface Speaker {
  key: Key;
  strict: boolean;
  /** Takes what an event costs from what the key may; throws `rate_limited`. Absent: the request has paid for it. */
  spend?: (event: unknown) => void;
}

/**
 * Judges events by what holds at this gate. Content is asked only of pictures of which an event leaves something
 * unsaid, and where it is away that is a warning less; only where nobody else can say whose a lead image is, is
 * there no judgement without it.
 */
@Injectable()
export class JudgeClient {
  constructor(
    @Inject(SETTINGS) readonly settings: Values<typeof ingestSettings> & KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(ContentClient) private readonly content: ContentClient,
  ) {}

  /** What is written in pictures that these say too little of; mostly at once. */
  inscriptions(values: readonly unknown[], { key }: Speaker): Inscriptions | Promise<Inscriptions> {
    const ids = [...new Set(values.flatMap(unsaidIn))];
    if (ids.length === 0) return noInscriptions;
    return this.content.inscriptions(ids).catch((error: unknown) => {
      if (key.mode === 'live' && values.some(needsCredit)) throw error;
      return noInscriptions;
    });
  }

  /** Throws `rate_limited`, `forbidden`, and `invalid_event` where the event is not good. */
  judged(
    value: unknown,
    { key, strict, spend }: Speaker,
    inscriptions: Inscriptions,
  ): { event: Acceptable; given: unknown } {
    spend?.(value);
    const acceptedAt = new Date(this.runtime.now()).toISOString();
    const given = opened(value);
    const event = judge(given, {
      mode: key.mode,
      strict,
      site: this.settings.SITE_FILE,
      acceptedAt,
      inscriptions,
    });
    permit(key, event.type, event.uri);
    return { event, given };
  }
}
