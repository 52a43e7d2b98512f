import multipart from '@fastify/multipart';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { topics } from '#libs/contracts';
import { Applied, Sender } from '#libs/kafka';
import { Runtime, type Service } from '#libs/service';
import { ContentClient } from './content.client.ts';
import { EventController } from './event.controller.ts';
import { EventProducer } from './event.producer.ts';
import { KeyStore } from './key.store.ts';
import { MediaController } from './media.controller.ts';
import { PreviewController } from './preview.controller.ts';
import { ingestSettings } from './settings.ts';
import { StatusController } from './status.controller.ts';

@Module({
  controllers: [EventController, MediaController, PreviewController, StatusController],
  providers: [Sender, Applied, KeyStore, EventProducer, ContentClient],
})
export class IngestModule implements OnModuleInit {
  constructor(
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    void fastify.register(multipart);
    // Pictures are read by their route, once the key is known.
    fastify.addContentTypeParser(/^image\//, async (_request: unknown, stream: unknown) => stream);
    this.runtime.dependsOn('kafka', 'required', () => this.sender.warm([topics.intake.name]));
    this.sender.warm([topics.intake.name]).catch(() => undefined);
  }
}

/** The gate: authenticates, validates, normalises, appends to the intake log. */
export const ingest = {
  name: 'ingest',
  settings: ingestSettings,
  module: IngestModule,
  bodyBytes: 16 * 2 ** 20,
  openApiPath: '/v1/openapi.json',
} satisfies Service<typeof ingestSettings>;
