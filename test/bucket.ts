import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A store of objects that answers as S3 does, and only to whoever signs as its key does. */
export interface BucketServer {
  settings: Record<string, string>;
  /** What lies in it, by `bucket/name`. */
  objects: Map<string, { bytes: Buffer; type: string }>;
  /** Answers nothing any more but 503, until it is given back. */
  away: boolean;
  /** Requests that it has refused. */
  refused: number;
  close(): Promise<void>;
}

const KEY = 'bucketKeyOfTheTests';
const SECRET = 'bucketSecretOfTheTests2026';
const REGION = 'ap-northeast-2';

export async function startBucket(): Promise<BucketServer> {
  const objects: BucketServer['objects'] = new Map();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (bucket.away) answer(response, 503);
    else if (!isSigned(request, bytes)) {
      bucket.refused++;
      answer(response, 403);
    } else act(request, bytes, { objects, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bucket: BucketServer = {
    settings: {
      CONTENT_MEDIA_S3_URL: `http://127.0.0.1:${port}`,
      CONTENT_MEDIA_S3_BUCKET: 'pictures',
      CONTENT_MEDIA_S3_REGION: REGION,
      CONTENT_MEDIA_S3_KEY: KEY,
      CONTENT_MEDIA_S3_SECRET: SECRET,
    },
    objects,
    away: false,
    refused: 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return bucket;
}

function act(
  { method, url = '', headers }: IncomingMessage,
  bytes: Buffer,
  { objects, response }: { objects: BucketServer['objects']; response: ServerResponse },
): void {
  const name = decodeURIComponent(url.slice(1));
  const found = objects.get(name);
  if (method === 'PUT') objects.set(name, { bytes, type: headers['content-type'] ?? '' });
  if (method === 'DELETE') objects.delete(name);
  if (method === 'GET' && found) {
    response.writeHead(200, { 'content-type': found.type }).end(found.bytes);
  } else answer(response, method === 'GET' ? 404 : method === 'DELETE' ? 204 : 200);
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

const sha256 = (of: Buffer | string) => createHash('sha256').update(of).digest('hex');
const hmac = (key: Buffer | string, of: string) => createHmac('sha256', key).update(of).digest();

/** The signature of AWS, version 4, made anew from what came. */
export function isSigned(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
  secret = SECRET,
): boolean {
  const { authorization = '' } = headers;
  const [, scope = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const stamp = String(headers['x-amz-date']);
  const sum = String(headers['x-amz-content-sha256']);
  if (scope === '' || sum !== sha256(body)) return false;
  const [path = '', query = ''] = url.split('?');
  const signed = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const request = [method, path, query, signed.join(''), names, sum].join('\n');
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(request)].join('\n');
  const key = scope.split('/').reduce<Buffer | string>((each, part) => hmac(each, part), `AWS4${secret}`);
  const expected = hmac(key, text);
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
