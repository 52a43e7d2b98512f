/** What a reader got, to the byte. */
export interface Look {
  path: string;
  method: string;
  status: number;
  headers: Headers;
  body: string;
  /** Milliseconds since 1970, before the request and after the last byte. */
  begun: number;
  ended: number;
}

/** Asks the public side of a paper as a reader does: redirects are answers, and a stream ends where it is live. */
export type Eye = (path: string, init?: RequestInit) => Promise<Look>;

const ANSWER_MS = 15_000;

export function eyeAt(origin: string, fields: () => Record<string, string>): Eye {
  return async (path, init = {}) => {
    const begun = Date.now();
    const signal = AbortSignal.timeout(ANSWER_MS);
    // Compressed, an answer is as long as its words are odd.
    const headers = {
      'accept-encoding': 'identity',
      ...fields(),
      ...(init.headers as Record<string, string> | undefined),
    };
    const response = await fetch(origin + path, { redirect: 'manual', signal, ...init, headers });
    const body = await wordsOf(response);
    return {
      path,
      method: init.method ?? 'GET',
      status: response.status,
      headers: response.headers,
      body,
      begun,
      ended: Date.now(),
    };
  };
}

async function wordsOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  let words = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    words += chunk;
    if (words.includes('\n: live\n')) break;
  }
  return words;
}

/** Fields that differ from request to request whatever is said. */
const moving =
  /^(date|x-request-id|server-timing|cache-status|ratelimit|ratelimit-policy|connection|keep-alive)$/;

/** The fields that say something of the answer, in the order of their names. */
export function fieldsOf({ headers }: Look): string[] {
  return [...headers].filter(([name]) => !moving.test(name)).map(([name, value]) => `${name}: ${value}`);
}

/** All that could be read in it. */
export function allOf(look: Look): string {
  return [...look.headers].map(([name, value]) => `${name}: ${value}`).join('\n') + look.body;
}
