import { z } from 'zod';
import { Notice, Uri, WithdrawalInput } from '#libs/contracts';
import { idOfPath } from '#libs/text';

/** Nothing where an optional field of a form was left empty. */
const left = (text: unknown) => (typeof text === 'string' && text.trim() === '' ? undefined : text);

/** What the form of a withdrawal says. */
export const WithdrawalForm = z.object({
  name: z.string().trim().min(1).max(2_000),
  reason: WithdrawalInput.shape.reason,
  notice: z.preprocess(left, Notice.shape.text.optional()),
});

/** What is said of a withdrawal at the desk. */
export interface Wish {
  reason: string;
  notice?: string | undefined;
}

/** Which article is meant: by its uri, or by the address of a page of it; nothing if it is neither. */
export function articleNamed(name: string): { uri: string } | { id: string } | undefined {
  const path = /^(https?:\/\/[^/]+)?(\/.*)$/.exec(name)?.[2];
  const id = path === undefined ? undefined : idOfPath(path);
  if (id !== undefined) return { id };
  const uri = Uri.safeParse(name).data;
  return uri === undefined ? undefined : { uri };
}

/** What readers are told: its first line is its headline. */
export function noticeOf(text: string): Notice {
  const [headline = ''] = text.split('\n');
  return { headline: headline.trim().slice(0, 300), text };
}
