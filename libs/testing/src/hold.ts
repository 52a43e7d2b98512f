import type { Hold } from '#libs/kafka';

/** A partition that stays in its handler's hands, unless a test says otherwise. */
export function aHold(changes: Partial<Hold> = {}): Hold {
  return {
    heartbeat: async () => undefined,
    holds: () => true,
    owns: () => true,
    confirm: async () => undefined,
    ...changes,
  };
}
