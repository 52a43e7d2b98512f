import type { Rank } from '#libs/service';

/** What is asked of the index, by how urgent it is: pages come without what goes on from what is typed, or is akin. */
export const ranks: readonly Rank[] = [
  { urgency: 'patient', method: 'GET', path: /^\/internal\/(suggest$|related\/)/ },
];
