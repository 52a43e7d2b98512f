import type { Readable } from 'node:stream';
import { Controller, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MediaOrder, type MediaReceipt } from '#libs/contracts';
import { whole } from '#libs/outbound';
import { faultsOf, ProblemError, Runtime, step } from '#libs/service';
import { ContentClient } from './content.client.ts';
import { problemOf } from './fetching.ts';
import { KeyStore } from './key.store.ts';
import { PictureClient } from './picture.client.ts';
import { keepable } from './picture.ts';

/** Pictures in memory at the same time. */
const MOST_READ = 8;
const READ_MS = 60_000;

/**
 * Takes pictures from newsrooms: a form with one file, the bytes alone, or an address to fetch them from. The answer names the id by which
 * articles show it; the same picture has the same id, and is kept once. Nothing is kept here: content away
 * means 503, and the newsroom keeps its picture. What readers may see of it, articles decide.
 */
@Controller('v1')
export class MediaController {
  /** What waits is at the sender, not in memory. */
  private readonly reading: ReturnType<Runtime['turns']>;
  /** A picture of 50 million pixels takes a core and 200 MB for some seconds. */
  private readonly working: ReturnType<Runtime['turns']>;

  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(ContentClient) private readonly content: ContentClient,
    @Inject(PictureClient) private readonly pictures: PictureClient,
    @Inject(Runtime) runtime: Runtime,
  ) {
    this.reading = runtime.turns('uploads', { atOnce: MOST_READ, waiting: 32 });
    this.working = runtime.turns('pictures', { atOnce: 2, waiting: MOST_READ });
  }

  @Post('media')
  async receive(@Req() request: FastifyRequest): Promise<MediaReceipt> {
    this.keys.admit(request, 'publish');
    return this.reading(async () => {
      const bytes = isJson(request) ? await this.fetched(request.body) : await this.inTime(request);
      return this.working(async () => {
        const picture = await step('ingest.picture', () => keepable(bytes));
        return this.content.keep(picture);
      });
    });
  }

  private async fetched(body: unknown): Promise<Buffer> {
    const order = MediaOrder.safeParse(body);
    if (!order.success) {
      throw new ProblemError('invalid_parameter', { errors: faultsOf(order.error.issues) });
    }
    const fetched = await this.pictures.fetch(order.data.href);
    if (Buffer.isBuffer(fetched)) return fetched;
    throw problemOf(fetched);
  }

  /** A sender who falls silent holds up the others no longer than this. */
  private async inTime(request: FastifyRequest): Promise<Buffer> {
    const timer = setTimeout(() => request.raw.destroy(), READ_MS);
    return this.read(request)
      .catch(refuse)
      .finally(() => clearTimeout(timer));
  }

  private async read(request: FastifyRequest): Promise<Buffer> {
    const { most } = this.pictures;
    if (!request.isMultipart()) {
      const type = request.headers['content-type'] ?? '';
      if (!type.startsWith('image/')) {
        throw new ProblemError('unsupported_media_type', {
          detail: 'send multipart/form-data, the picture, or JSON that names its href',
        });
      }
      return whole(request.body as Readable, most, () => tooLarge(most));
    }
    const file = await request.file({ throwFileSizeLimit: false, limits: { fileSize: most, files: 1 } });
    if (!file) {
      const fault = { pointer: '', code: 'required', message: 'the form has no file' };
      throw new ProblemError('invalid_parameter', { errors: [fault] });
    }
    const bytes = await whole(file.file, most, () => tooLarge(most));
    if (file.file.truncated) throw tooLarge(most);
    return bytes;
  }
}

/** The reader of forms tells of what it can't read by an error without a status. */
function refuse(cause: Error): never {
  if (cause instanceof ProblemError || 'statusCode' in cause) throw cause;
  const fault = { pointer: '', code: 'unreadable', message: 'is no whole form' };
  throw new ProblemError('invalid_parameter', { errors: [fault], cause });
}

function isJson(request: FastifyRequest): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

function tooLarge(most: number): ProblemError {
  return new ProblemError('payload_too_large', { detail: `a picture has at most ${most} bytes` });
}
