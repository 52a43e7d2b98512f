import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AwsClient } from 'aws4fetch';
import { DependencyUnavailable, SETTINGS, step, type Values } from '#libs/service';
import type { contentSettings } from './settings.ts';

/** Fifteen megabytes on the way to a store that may be far. */
const ANSWER_MS = 15_000;

/**
 * Bytes of pictures in a store that speaks as S3 does, if one is set: put, get and delete by name, by path
 * (`<url>/<bucket>/<name>`), signed (AWS Signature Version 4, the body included). Each can be done again without
 * harm. A store that is away, or refuses, is told as `DependencyUnavailable`; no credential is in any message.
 */
@Injectable()
export class BucketClient {
  /** Whether pictures that come go there. */
  readonly isSet: boolean;
  private readonly base: string;
  private readonly client: AwsClient;

  constructor(@Inject(SETTINGS) settings: Values<typeof contentSettings>) {
    const { CONTENT_MEDIA_S3_URL: url, CONTENT_MEDIA_S3_BUCKET: bucket } = settings;
    this.isSet = url !== '';
    this.base = `${url.replace(/\/+$/, '')}/${bucket}`;
    this.client = new AwsClient({
      accessKeyId: settings.CONTENT_MEDIA_S3_KEY,
      secretAccessKey: settings.CONTENT_MEDIA_S3_SECRET,
      region: settings.CONTENT_MEDIA_S3_REGION,
      service: 's3',
      // Whoever asks decides whether it is tried again.
      retries: 0,
    });
  }

  async put(name: string, bytes: Buffer, type: string): Promise<void> {
    const body = new Uint8Array(bytes);
    await this.ask('content.put-object', name, { method: 'PUT', body, headers: { 'content-type': type } });
  }

  /** The bytes, or nothing where there are none of that name. */
  async get(name: string): Promise<Buffer | undefined> {
    const answer = await this.ask('content.get-object', name, { method: 'GET' });
    return answer.status === 404 ? undefined : answer.bytes;
  }

  async delete(name: string): Promise<void> {
    await this.ask('content.delete-object', name, { method: 'DELETE' });
  }

  private async ask(
    what: string,
    name: string,
    {
      body,
      headers,
      method,
    }: { method: string; body?: Uint8Array<ArrayBuffer>; headers?: Record<string, string> },
  ): Promise<{ status: number; bytes: Buffer }> {
    const sum = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    return step(what, async () => {
      try {
        if (!this.isSet) throw new Error('the picture is in a bucket, and none is set');
        const response = await this.client.fetch(`${this.base}/${name}`, {
          method,
          headers: { ...headers, 'x-amz-content-sha256': sum },
          ...(body ? { body } : {}),
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        const bytes = Buffer.from(await response.arrayBuffer());
        if (!response.ok && (method === 'PUT' || response.status !== 404)) {
          throw new Error(`the store of pictures answered ${response.status}`);
        }
        return { status: response.status, bytes };
      } catch (error) {
        throw new DependencyUnavailable('the store of pictures', error);
      }
    });
  }
}
