import { z } from 'zod';
import { PublicArticle, Slug } from './article.ts';
import type { Operation } from './operation.ts';

const moment = z.iso.datetime({ offset: true }).describe('RFC 3339 with zone');

/**
 * What an operator has decided on a dead letter. One record of `desk.decisions.v1`, keyed by the letter's
 * place: a letter that was decided on is not open any more, and a second replay knows of the first.
 */
export const LetterDecision = z
  .object({
    type: z.enum(['letter.replayed', 'letter.discarded']),
    place: z.string().min(1).describe('Dead-letter topic, partition and offset, separated by slashes'),
    by: z.string().min(1).describe('Who decided'),
    at: z.iso.datetime({ offset: true }),
    note: z.string().optional().describe('Why, in words'),
  })
  .meta({ id: 'LetterDecision' });
export type LetterDecision = z.infer<typeof LetterDecision>;

const LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u;
const reason = z
  .string()
  .normalize('NFC')
  .trim()
  .min(1)
  .max(500)
  .regex(LINE, 'must be one line of visible characters')
  .describe('Why, for whoever reads the list of decisions later');

const wanted = {
  kind: z
    .enum(['pin', 'exclude', 'overrule'])
    .describe(
      'pin: stands in the list; exclude: stands in none; overrule: its views that were held back as inflated count after all',
    ),
  article: PublicArticle.shape.id,
  list: Slug.optional().describe(
    'Of a pin or an exclusion: `front` for the lists of all sections together, or the section whose lists are meant; absent: every list the article belongs in',
  ),
  rank: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe('Of a pin: where it stands; absent: first. Of two for one place the newer has it'),
  reason,
};

/** What nobody remembers deciding should not hold for ever. */
const MOST_HOURS = 366 * 24;

export const DecisionInput = z
  .strictObject({
    ...wanted,
    hours: z.number().positive().max(MOST_HOURS).describe('How long it holds, from now on'),
  })
  .refine(({ kind, rank }) => rank === undefined || kind === 'pin', {
    path: ['rank'],
    message: 'is for pins alone',
  })
  .refine(({ kind, list }) => list === undefined || kind !== 'overrule', {
    path: ['list'],
    message: 'is for pins and exclusions: views count in all lists, or in none',
  })
  .meta({
    id: 'DecisionInput',
    description: 'What an editor decides on an article in the lists of what is read',
  });
export type DecisionInput = z.infer<typeof DecisionInput>;

/**
 * What an editor has decided on the lists of what is read most. Never changed: whoever lifts it says so in a
 * record of its own, so that nothing of who decided what, when and why is lost.
 */
export const ListDecision = z
  .object({
    type: z.literal('list.decided'),
    id: z.string().min(1).describe('Of the decision; the key of its record'),
    ...wanted,
    until: moment.describe('From then on it does not hold any more'),
    by: z.string().min(1).describe('Id of the key that decided'),
    at: moment,
  })
  .meta({ id: 'ListDecision' });
export type ListDecision = z.infer<typeof ListDecision>;

export const ListLifting = z
  .object({
    type: z.literal('list.lifted'),
    id: z.string().min(1).describe('Of the decision that does not hold any more; `<id>/lifted` is the key'),
    by: z.string().min(1).describe('Id of the key that lifted it'),
    at: moment,
  })
  .meta({ id: 'ListLifting' });
export type ListLifting = z.infer<typeof ListLifting>;

/** One record of `desk.decisions.v1`. */
export const DeskDecision = z
  .discriminatedUnion('type', [LetterDecision, ListDecision, ListLifting])
  .meta({ id: 'DeskDecision' });
export type DeskDecision = z.infer<typeof DeskDecision>;

export const DecisionRow = ListDecision.omit({ type: true })
  .extend({
    state: z.enum(['holds', 'over', 'lifted']).describe('over: its time has passed'),
    lifted: ListLifting.pick({ by: true, at: true }).optional().describe('By whom, and when'),
  })
  .meta({ id: 'Decision', description: 'A decision on the lists of what is read most' });
export type DecisionRow = z.infer<typeof DecisionRow>;

export const DecisionList = z.object({ data: z.array(DecisionRow) }).meta({ id: 'DecisionList' });
export type DecisionList = z.infer<typeof DecisionList>;

/** The decisions on lists that a process has heard of, from the log or by itself, in any order and repeated. */
export class DecisionBook {
  private readonly decided = new Map<string, ListDecision>();
  private readonly lifted = new Map<string, ListLifting>();

  take(decision: DeskDecision): void {
    if (decision.type === 'list.decided') this.decided.set(decision.id, decision);
    else if (decision.type === 'list.lifted') this.lifted.set(decision.id, decision);
  }

  /** All of them, the newest first. */
  rows(now: number): DecisionRow[] {
    return [...this.decided.values()]
      .map(({ type: _, ...decision }): DecisionRow => {
        const lifting = this.lifted.get(decision.id);
        if (lifting) return { ...decision, state: 'lifted', lifted: { by: lifting.by, at: lifting.at } };
        return { ...decision, state: now < Date.parse(decision.until) ? 'holds' : 'over' };
      })
      .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? -1 : 1));
  }

  /** Those that hold now, the newest first. */
  holding(now: number): DecisionRow[] {
    return this.rows(now).filter(({ state }) => state === 'holds');
  }

  isLifted(id: string): boolean {
    return this.lifted.has(id);
  }

  /** A decision, also one that does not hold any more. */
  get(id: string): ListDecision | undefined {
    return this.decided.get(id);
  }
}

export const DecisionParameters = z.object({
  id: z.string().min(1).max(64).describe('Id of the decision'),
});
export type DecisionParameters = z.infer<typeof DecisionParameters>;

const group = 'Lists';

export const decisionOperations: Operation[] = [
  {
    id: 'decide',
    method: 'post',
    path: '/v1/decisions',
    group,
    summary: 'Pin an article in the lists of what is read most, or keep it out',
    description:
      'Holds within a second, until its time is over or it is lifted. A pin shows an article only while it is public. For keys that are bound to no prefixes, since a list is of everybody.',
    scope: 'curate',
    bodies: [{ type: 'application/json', schema: DecisionInput }],
    answers: { 201: { description: 'Decided', schema: DecisionRow } },
    problems: ['invalid_parameter', 'dependency_unavailable'],
    samples: [
      {
        name: 'Keep an article out of the lists of its section',
        body: {
          type: 'application/json',
          value: {
            kind: 'exclude',
            article: 'zwq5gpzlnc',
            list: 'society',
            hours: 24,
            reason: '오래된 기사가 다시 퍼지고 있음',
          },
        },
      },
    ],
  },
  {
    id: 'listDecisions',
    method: 'get',
    path: '/v1/decisions',
    group,
    summary: 'What was decided on the lists, by whom and why, also what does not hold any more',
    scope: 'curate',
    answers: { 200: { description: 'The newest 200, the newest first', schema: DecisionList } },
    problems: ['dependency_unavailable'],
    samples: [{ name: 'All' }],
  },
  {
    id: 'liftDecision',
    method: 'delete',
    path: '/v1/decisions/{id}',
    group,
    summary: 'Lift a decision before its time is over',
    scope: 'curate',
    parameters: DecisionParameters,
    answers: { 204: { description: 'It does not hold any more, now or before' } },
    problems: ['dependency_unavailable'],
  },
];
