import type { Article, DryRun, Fault, Foresight } from '#libs/contracts';
import { differences } from './difference.ts';
import { isEditorialType } from './editorial.ts';
import type { Acceptable } from './event.ts';

const unanswered: Fault = {
  code: 'content_unavailable',
  message: 'content does not answer, so outcome and differences are not known',
};

/**
 * The answer to a dry run: what the gate would keep of the event, and what content says would become of it, which
 * it knows of articles only.
 * `given` is the event as it came.
 */
export function dryRunOf(event: Acceptable, given: unknown, foresight: Foresight | undefined): DryRun {
  const { id, uri, version, warnings } = event;
  const url = foresight?.url ?? event.url;
  const editorial = isEditorialType(event.type);
  const article = editorial || event.type === 'article.withdrawn' ? undefined : (event.data as Article);
  const stored = foresight?.stored;
  const next = foresight?.next ?? article;
  return {
    dryRun: true,
    id,
    status: 'acceptable',
    uri,
    ...(version === undefined ? {} : { version }),
    ...(article ? { article } : {}),
    ...(editorial ? { data: event.data } : {}),
    warnings: foresight || editorial ? warnings : [...warnings, unanswered],
    ...(stored && next ? { diff: changes(stored, next, given) } : {}),
    ...(foresight ? { outcome: foresight.outcome, reason: foresight.reason } : {}),
    ...(url === undefined ? {} : { url }),
  };
}

/** Without the time that an article gets that names none: it is another one at each attempt. */
function changes(stored: Article, next: Article, given: unknown): DryRun['diff'] {
  const { data } = given as { data: object };
  return differences(stored, next).filter(
    ({ pointer }) => pointer !== '/contentCreated' || 'contentCreated' in data,
  );
}
