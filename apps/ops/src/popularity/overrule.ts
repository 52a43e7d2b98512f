import { z } from 'zod';
import { DecisionInput, DecisionParameters, PublicArticle, popularWindows } from '#libs/contracts';
import { idOfPath, publicId } from '#libs/text';
import type { Act } from '../pages/act.page.tsx';
import { articleNamed } from '../withdrawal.ts';

export const PopularityQuery = z.strictObject({
  article: z.string().max(2_000).default(''),
  window: z.enum(popularWindows).default('24h'),
});
export type PopularityQuery = z.infer<typeof PopularityQuery>;

const overrule = z.object({
  act: z.literal('overrule'),
  article: PublicArticle.shape.id,
  hours: z.coerce
    .number()
    .positive()
    .max(24 * 7),
  reason: DecisionInput.shape.reason,
});
const lift = z.object({
  act: z.literal('lift'),
  article: PublicArticle.shape.id,
  decision: DecisionParameters.shape.id,
});
const remake = z.object({ act: z.literal('remake') });

/** What can be done about counts. */
export const CountsForm = z.discriminatedUnion('act', [overrule, lift, remake]);
export type CountsForm = z.infer<typeof CountsForm>;

/** The public id of an article that is named by it, by its uri or by an address; nothing if it is none of them. */
export function idIn(name: string): string | undefined {
  const text = name.trim();
  if (text === '') return undefined;
  if (PublicArticle.shape.id.safeParse(text).success) return text;
  const named = articleNamed(text);
  if (!named) return idOfPath(text);
  return 'id' in named ? named.id : publicId(named.uri);
}

/** The page that asks before it is done. */
export function actOf(form: CountsForm, headline: string): Act {
  const own = { action: '/popularity', place: '/popularity' };
  if (form.act === 'remake')
    return {
      ...own,
      title: 'Count all views again?',
      effects: [
        'All counts are forgotten and made again from the log, to the same numbers: the log has the views of eight days.',
        'Until they are there, lists are those from before, and say that they are stale.',
        'It is needed when counts are wrong, not when Redis was away: what is lost then comes back by itself.',
      ],
      fields: { act: 'remake' },
      button: 'Count again',
    };
  const facts = [['Article', `${headline} (${form.article})`]] as const;
  if (form.act === 'lift')
    return {
      ...own,
      facts,
      title: 'Hold its views back again?',
      effects: [
        'What comes from now on is judged as that of every article. What counts already goes on counting.',
      ],
      fields: { act: 'lift', article: form.article, decision: form.decision },
      button: 'Lift the decision',
    };
  const { article, hours, reason } = form;
  return {
    ...own,
    facts: [...facts, ['Why', reason], ['For', `${hours} h`]],
    title: 'Let all views of it count?',
    effects: [
      'Views that were held back today because too few networks pushed it count at once, and so do those that come.',
      'Double clicks and repeated batches do not: they are no readers, whoever has decided what.',
      'The article may rise in every list of what is read.',
    ],
    fields: { act: 'overrule', article, hours: String(hours), reason },
    button: 'Let them count',
  };
}
