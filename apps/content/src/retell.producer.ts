import { randomUUID } from 'node:crypto';
import { encodeIntake, topics, traced } from '#libs/contracts';
import type { Place, Sender } from '#libs/kafka';

/**
 * Has the newest state of an article told to the change log once more. The wish travels through the intake
 * log under the article's uri, like everything that moves an article: the owner of the partition tells the
 * state between two decisions, so that nothing older can ever be the last record of a uri. Asking twice does
 * no harm. Resolves when the log has the wish.
 */
export function askToTell(sender: Sender, uri: string, cause: string | undefined): Promise<Place> {
  const event = {
    id: `retell ${randomUUID()}`,
    source: '/content',
    uri,
    type: 'article.reprojected' as const,
    data: { uri },
  };
  return sender.send(topics.intake.name, traced(encodeIntake(event), cause));
}
