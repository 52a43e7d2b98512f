import { DependencyUnavailable, step, tracing } from '#libs/service';

/** A question to another app: the name of its step, whom, where, and how long it may take. */
interface Question {
  name: string;
  service: string;
  url: string;
  ms: number;
  /** Sent as JSON; absent: it is only asked. */
  body?: object | undefined;
  /** Statuses that are answers, beside those of success. */
  also?: readonly number[];
}

/** What an app says, as it is read. Rejects with `DependencyUnavailable` where it does not answer, or in other words. */
export async function answerTo<T>(
  { name, service, url, ms, body, also = [] }: Question,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  return step(name, async () => {
    try {
      const response = await fetch(
        url,
        tracing.asking({ ...(body ? posted(body) : {}), signal: AbortSignal.timeout(ms) }),
      );
      if (!response.ok && !also.includes(response.status)) throw new Error(`answered ${response.status}`);
      return await read(response);
    } catch (error) {
      throw new DependencyUnavailable(service, error);
    }
  });
}

function posted(body: object): RequestInit {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}
