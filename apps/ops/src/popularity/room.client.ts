import { Inject, Injectable } from '@nestjs/common';
import type { DecisionRow } from '#libs/contracts';
import { ContentClient } from '../content.client.ts';
import { IngestClient } from '../ingest.client.ts';
import { answerIn, known } from '../known.ts';
import { PulseClient } from '../pulse/pulse.client.ts';
import { CountsClient } from './counts.client.ts';
import type { CountsFacts } from './counts.page.tsx';
import { leftIn } from './left.ts';
import type { Named } from './one.page.tsx';
import { type CountsForm, idIn, type PopularityQuery } from './overrule.ts';

/** Articles of the ledger that are called by their headlines; the others are far down. */
const CALLED = 20;

/** Everything that the desk knows of what counts, from those who know it; and what it has done about it. */
@Injectable()
export class PopularityRoom {
  constructor(
    @Inject(CountsClient) private readonly counts: CountsClient,
    @Inject(IngestClient) private readonly ingest: IngestClient,
    @Inject(ContentClient) private readonly content: ContentClient,
    @Inject(PulseClient) private readonly pulse: PulseClient,
  ) {}

  async facts({ article: typed, window }: PopularityQuery): Promise<CountsFacts> {
    const id = idIn(typed);
    const [lists, ledger, progress, decisions, held] = await Promise.all([
      known(this.counts.lists()),
      known(this.counts.ledger({ window })),
      known(this.counts.progress()),
      known(this.overrules()),
      id === undefined ? undefined : known(this.counts.held({ article: id, window })),
    ]);
    const ids =
      answerIn(ledger)
        ?.data.slice(0, CALLED)
        .map(({ article }) => article) ?? [];
    const shown = [...ids, ...(answerIn(decisions) ?? []).map(({ article }) => article)];
    const names = await Promise.all(
      [...new Set([...(id ? [id] : []), ...shown])].map((each) => this.named(each)),
    );
    return {
      ...{ window, typed, lists, ledger, progress, decisions },
      ...(id !== undefined && held ? { one: { id, held } } : {}),
      names: new Map(names.flatMap((each) => (each ? [[each.id, each] as const] : []))),
      left: leftIn(this.pulse.sight.hour.since()),
    };
  }

  /** How an article is called; its id where readers see nothing of it. */
  async headline(id: string): Promise<string> {
    return (await this.named(id))?.headline ?? id;
  }

  /** Answers what is to be written down of it. */
  async act(form: CountsForm): Promise<{ before?: object; after?: object }> {
    if (form.act === 'remake') {
      const { state, total } = await this.counts.remake();
      return { after: { state, records: total } };
    }
    if (form.act === 'lift') {
      await this.ingest.lift(form.decision);
      return { before: { decision: form.decision } };
    }
    const { article, hours, reason } = form;
    const row = await this.ingest.decide({ kind: 'overrule', article, hours, reason });
    return { after: { decision: row.id, until: row.until, reason } };
  }

  private async overrules(): Promise<DecisionRow[]> {
    const rows = await this.ingest.decisions();
    return rows.filter(({ kind, state }) => kind === 'overrule' && state === 'holds');
  }

  private async named(id: string): Promise<Named | undefined> {
    const answer = answerIn(await known(this.content.article({ id })));
    if (answer?.state !== 'public') return undefined;
    const { headline, language, url } = answer.article;
    return { id, headline, language, url };
  }
}
