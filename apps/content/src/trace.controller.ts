import { Controller, Get, Inject, Query } from '@nestjs/common';
import { PUBLIC_ID, type TraceAnswer, TraceQuestion, Uri } from '#libs/contracts';
import { verdictsOn } from './article.controller.ts';
import { ArticleStore } from './article.store.ts';
import { DriftStore } from './drift.store.ts';
import { standingOf } from './standing.ts';

/**
 * Answers the desk what content knows of a name, be it of an event, of an article or of a page: in one question, so
 * that all of it is of about the same moment. Articles that are held are among it, without a word of them.
 */
@Controller('internal')
export class TraceController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(DriftStore) private readonly drifts: DriftStore,
  ) {}

  @Get('traces')
  async trace(@Query({ schema: TraceQuestion }) { name, source }: TraceQuestion): Promise<TraceAnswer> {
    const [verdicts, holders] = await Promise.all([
      verdictsOn(this.store, name, source),
      PUBLIC_ID.test(name) ? this.store.holders([name]) : new Map<string, string>(),
    ]);
    const newest = verdicts.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
    const uri = newest[0]?.uri ?? holders.get(name) ?? Uri.safeParse(name).data;
    const state = uri === undefined ? undefined : await this.store.find(uri);
    if (!state) return { verdicts: newest };
    const [moved, told] = await Promise.all([
      this.store.verdict(state.lastEvent),
      this.drifts.of([state.id]),
    ]);
    const [last] = moved ? await verdictsOn(this.store, moved.event, moved.source) : [];
    return {
      verdicts: newest,
      uri: state.uri,
      standing: standingOf(state),
      ...(last ? { last } : {}),
      ...(told[0] ? { told: told[0] } : {}),
    };
  }
}
