import { setTimeout as delay } from 'node:timers/promises';
import { saidIn } from './canary.ts';
import { allOf, type Eye, type Look } from './eye.ts';

interface Secret {
  words: readonly string[];
  /** Milliseconds since 1970: who asks from then on must not read them, nor who has the answer before `until`. */
  from: number;
  until: number;
}

/** What somebody has read who should not have. */
export interface Leak {
  method: string;
  path: string;
  status: number;
  words: string[];
}

/** Looks over the shoulder of all readers: remembers which words are secret, and who has read one all the same. */
export class Secrecy {
  readonly leaks: Leak[] = [];
  looks = 0;
  private secrets: Secret[] = [];

  keep(words: readonly string[], { from = 0, until = Number.POSITIVE_INFINITY } = {}): Secret {
    const secret = { words, from, until };
    this.secrets.push(secret);
    return secret;
  }

  /** They are no secret any more, from a moment on, or at all. */
  end(secret: Secret, until?: number): void {
    if (until === undefined) this.secrets = this.secrets.filter((each) => each !== secret);
    else secret.until = until;
  }

  /** The same eye; whatever it sees is looked at. */
  over(eye: Eye): Eye {
    return async (path, init) => {
      const look = await eye(path, init);
      this.see(look);
      return look;
    };
  }

  see(look: Look): void {
    this.looks++;
    const secret = this.secrets.filter(({ from, until }) => look.begun >= from && look.ended < until);
    const words = readIn(
      look,
      secret.flatMap((each) => each.words),
    );
    const { method, path, status } = look;
    if (words.length > 0) this.leaks.push({ method, path, status, words });
  }
}

/** The words that an answer says, without those that the question said. */
export function readIn(look: Look, words: readonly string[]): string[] {
  const said = saidIn(allOf(look), words);
  if (said.length === 0) return said;
  const asked = new Set(saidIn(look.path, words));
  return said.filter((word) => !asked.has(word));
}

/** They are the readers of a paper and not the load of a test. */
const BREATH_MS = 10;

/** Readers who go round these addresses, and fill what is kept ready, until they are asked to leave. */
export function crowd(eye: Eye, readers: number, paths: () => readonly string[]): { leave(): Promise<void> } {
  let here = true;
  const walks = Array.from({ length: readers }, async (_, reader) => {
    for (let at = reader; here; at += readers) {
      const all = paths();
      // An answer that does not come, or is refused, is no reader's doing.
      await eye(all[at % all.length] ?? '/').catch(() => undefined);
      await delay(BREATH_MS);
    }
  });
  return {
    leave: async () => {
      here = false;
      await Promise.all(walks);
    },
  };
}
