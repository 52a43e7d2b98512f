import { z } from 'zod';
import type { DeskAct } from '#libs/contracts';
import type { Act } from '../pages/act.page.tsx';

/** What can be done to the index. */
export const IndexForm = z.object({ act: z.enum(['remake', 'rollback', 'commit']) });
export type Way = z.infer<typeof IndexForm>['act'];

/** How each act is written down. */
export const written: Readonly<Record<Way, DeskAct>> = {
  remake: 'index.remade',
  rollback: 'index.rolled-back',
  commit: 'index.committed',
};

type Told = Pick<Act, 'title' | 'effects' | 'button' | 'grave'>;
const told: Readonly<Record<Way, Told>> = {
  remake: {
    title: 'Make the search index anew?',
    effects: [
      'A second index is filled from the change log while the one that serves goes on serving: no reader finds less.',
      'It gives way to readers: where they wait, it is filled more slowly.',
      'When it holds everything it takes the place of the first in one step; that one is kept current for a while, and one click goes back to it.',
      'A rebuild that is under way already is the one that you get.',
    ],
    button: 'Make it anew',
  },
  rollback: {
    title: 'Go back to the index that served before?',
    effects: [
      'Search answers from it within seconds. It was kept current: nothing that was published since is missing in it.',
      'The index that serves now is kept in its turn, and one click goes back to it.',
    ],
    button: 'Go back to it',
  },
  commit: {
    title: 'Remove the index that served before?',
    effects: [
      'Its disk space is free, and every change is written once instead of twice.',
      'Nothing changes for readers. There is no way back then but making an index anew.',
    ],
    button: 'Remove it for good',
    grave: true,
  },
};

/** The page that asks before it is done. */
export function actOf(way: Way): Act {
  return { ...told[way], action: '/search', fields: { act: way }, place: '/search' };
}
