import { Inject, Injectable } from '@nestjs/common';
import {
  ArticleAnswer,
  encodeToken,
  subjectOf,
  TakedownReceipt,
  type TakedownSubject,
  Uri,
} from '#libs/contracts';
import { Runtime, SETTINGS, step, tracing, type Values } from '#libs/service';
import { posted } from './answer.client.ts';
import type { Accepted } from './event.producer.ts';
import type { ingestSettings } from './settings.ts';

/** What an article is must be seen before its withdrawal is said; longer than this that does not wait for it. */
const GLANCE_MS = 250;
/** The way back to the desk, and from it. */
const MARGIN_MS = 100;
const LEAST_MS = 100;

/** What was seen of an article just before it is withdrawn. */
export interface Glance {
  uri: string;
  /** Milliseconds since 1970: when its withdrawal was asked for. */
  asked: number;
  subject?: TakedownSubject;
  unseen: boolean;
}

/**
 * Has the desk make receipts of withdrawals that are waited for. What an article was can be seen only before, since
 * content erases its words; the desk itself is asked when the log has the withdrawal already, so that none waits for
 * it or fails with it.
 */
@Injectable()
export class TakedownClient {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** Nothing if this is no withdrawal. */
  async glance(event: unknown): Promise<Glance | undefined> {
    const uri = withdrawnIn(event);
    if (uri === undefined) return undefined;
    const asked = this.runtime.now();
    const seen = await step('ingest.glance', () => this.article(uri)).catch(() => undefined);
    if (!seen) return { uri, asked, unseen: true };
    const { article } = seen;
    return { uri, asked, unseen: false, ...(article ? { subject: subjectOf(article) } : {}) };
  }

  /** The receipt, or nothing if there is none in time. */
  async receipt(
    { id, source, token }: Pick<Accepted, 'id' | 'source' | 'token'>,
    { asked, ...seen }: Glance,
    { by, ms }: { by: string; ms: number },
  ): Promise<TakedownReceipt | undefined> {
    const question = {
      ...seen,
      by,
      event: { id, source, token: encodeToken(token) },
      asked: new Date(asked).toISOString(),
      accepted: new Date(this.runtime.now()).toISOString(),
      timeout: Math.max(LEAST_MS, Math.round(ms - MARGIN_MS)),
    };
    try {
      return await step('ingest.receipt', async () => {
        const response = await fetch(
          `${this.settings.OPS_URL}/internal/takedowns`,
          tracing.asking({ ...posted(question), signal: AbortSignal.timeout(ms) }),
        );
        if (!response.ok) throw new Error(`answered ${response.status}`);
        // As it was signed: a newer desk may have signed members that are not known here.
        return TakedownReceipt.loose().parse(await response.json());
      });
    } catch (error) {
      this.runtime.log.warn({ err: error, eventId: id }, 'there is no receipt of a withdrawal');
      return undefined;
    }
  }

  /** What readers see of it; throws when content does not say in time. */
  private async article(uri: string): Promise<{ article?: Parameters<typeof subjectOf>[0] }> {
    const url = `${this.settings.CONTENT_URL}/internal/articles?${new URLSearchParams({ uri })}`;
    const response = await fetch(url, tracing.asking({ signal: AbortSignal.timeout(GLANCE_MS) }));
    if (response.status === 404) return {};
    const answer = ArticleAnswer.parse(await response.json());
    return answer.state === 'public' ? { article: answer.article } : {};
  }
}

/** The uri of a withdrawal, read before anybody has judged the event; whatever is wrong with it is said later. */
function withdrawnIn(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const { type, subject, data } = event as { type?: unknown; subject?: unknown; data?: { uri?: unknown } };
  if (type !== 'article.withdrawn') return undefined;
  return Uri.safeParse(data?.uri ?? subject).data;
}
