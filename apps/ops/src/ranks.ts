import type { Rank } from '#libs/service';

/** What the desk is asked, by how urgent it is: who withdraws has to sign in, and to see what became of it. */
export const ranks: readonly Rank[] = [
  { urgency: 'vital', path: /^\/(internal\/)?takedowns(\/|$)/ },
  { urgency: 'vital', path: /^\/(login|assets\/.*|receipts\/.*|v1\/receipts\/.*)?$/ },
];
