import { DependencyUnavailable, step, tracing } from '#libs/service';

/** A question to content: the name of its step, where, and how long it may take. */
interface Question {
  name: string;
  url: string;
  ms: number;
  init?: RequestInit;
}

/** What content says; nothing where it says that there is nothing. Rejects with `DependencyUnavailable` otherwise. */
export async function askContent<T>(
  { name, url, ms, init = {} }: Question,
  read: (response: Response) => Promise<T>,
): Promise<T | undefined> {
  return step(name, async () => {
    try {
      const response = await fetch(url, tracing.asking({ ...init, signal: AbortSignal.timeout(ms) }));
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`answered ${response.status}`);
      return await read(response);
    } catch (error) {
      throw new DependencyUnavailable('content', error);
    }
  });
}

/** A request that brings a value as JSON. */
export function posted(value: unknown): RequestInit {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(value) };
}
