import { Inject, Injectable } from '@nestjs/common';
import type { Token } from '#libs/contracts';
import { Applied } from '#libs/kafka';
import { RecordClient } from '../drift/record.client.ts';
import { ViewClient } from '../drift/view.client.ts';
import { GatewayClient } from '../gateway.client.ts';
import { type Hop, type Surface, versionIn } from './canary.ts';

/** A surface that takes longer than this is asked again. */
const ANSWER_MS = 2_000;

/** Which canary, of which gate, and in which version. */
export interface Wanted {
  id: string;
  gate: string;
  version: number;
}

/** Looks for one version of the canary, where readers could, and in the log. What does not answer shows nothing. */
@Injectable()
export class CanaryClient {
  constructor(
    @Inject(Applied) private readonly applied: Applied,
    @Inject(GatewayClient) private readonly gateway: GatewayClient,
    @Inject(RecordClient) private readonly record: RecordClient,
    @Inject(ViewClient) private readonly views: ViewClient,
  ) {}

  /** How far everybody is with it, content first; nothing while the log does not answer. */
  async hops(token: Token): Promise<Hop[] | undefined> {
    const way = await this.applied.ask(token).catch(() => undefined);
    return way && [way.content, ...way.readers];
  }

  /** Whether a surface shows that version, or a later one. */
  async shows({ path }: Surface, { id, gate, version }: Wanted): Promise<boolean> {
    if (path === undefined) return this.counts(id, version).catch(() => false);
    const answer = await this.gateway.get(path, ANSWER_MS);
    return answer?.status === 200 && versionIn(answer.body, gate) >= version;
  }

  /** Whether popularity knows the article as the record does, with that version or a later one. */
  private async counts(id: string, version: number): Promise<boolean> {
    const recorded = await this.record.of([id]);
    const { change } = recorded[0] ?? {};
    if (change?.type !== 'article.public' || change.article.version < version) return false;
    const [view] = this.views.views.filter(({ where }) => where === 'popularity');
    const differing = view ? await this.views.compare(view, recorded) : [];
    return differing.every(({ is }) => is === 'ahead');
  }
}
