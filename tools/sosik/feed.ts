// What `sosik sources try` needs of the gate; loaded when it runs.
import { type WireFormat, wireTypes } from '#libs/contracts';
import { Outbound } from '#libs/outbound';
import { Runtime } from '#libs/service';
import { type Feed, FeedClient } from '../../apps/ingest/src/sources/feed.client.ts';
import { shown } from '../../apps/ingest/src/sources/standing.ts';
import { Refused } from './ending.ts';

interface Fetched {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where it came from in the end. */
  url: string;
  /** If its media type says it. */
  format: WireFormat | undefined;
  /** What is to be known of how it is served. */
  lines: string[];
}

/** The feed at an address, asked once as the gate asks; throws `Refused` with what was heard in its place. */
export async function feedAt(url: string, allow = ''): Promise<Fetched> {
  const outbound = new Outbound({ OUTBOUND_ALLOW: allow });
  const unknown = { robots: async () => undefined, keepRobots: async () => undefined };
  const client = new FeedClient(outbound, unknown, Runtime.silent('sosik'));
  const cursor = { origin: url, url, begun: 0, next: 0, failures: 0 };
  try {
    const answer = await client.ask(cursor, new AbortController().signal);
    if (!('outcome' in answer)) return fetched(answer);
    const next = 'the gate would hear the same; OUTBOUND_ALLOW names networks that may be asked all the same';
    throw new Refused(answer.outcome === 'failed' ? 7 : 3, `${url}: ${answer.words}`, next);
  } finally {
    await outbound.onApplicationShutdown();
  }
}

function fetched({ bytes, type, url, heard }: Feed): Fetched {
  const { etag, modified } = heard.known ?? {};
  const conditional = etag ?? modified;
  return {
    bytes: new Uint8Array(bytes),
    url: shown(url),
    format: wireTypes[type.type],
    lines: [
      `${bytes.length} bytes, ${type.type === '' ? 'of no type' : type.type}`,
      ...(heard.moved === undefined ? [] : [`It has moved for good: ${shown(heard.moved)}`]),
      ...(conditional === undefined
        ? ['It names neither ETag nor Last-Modified, so it comes whole each time.']
        : []),
    ],
  };
}
