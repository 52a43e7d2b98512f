import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { faultsOf, ProblemError, SETTINGS, type Values } from '#libs/service';
import { HubProducer } from './hub.producer.ts';
import { feedPathOf, HubRequest } from './hub.ts';
import type { syndicationSettings } from './settings.ts';

/** Takes who wants to follow a feed by WebSub, from anybody; there is none here where the settings name no hub. */
@Controller()
export class HubController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof syndicationSettings>,
    @Inject(HubProducer) private readonly hub: HubProducer,
  ) {}

  @Post('websub')
  @HttpCode(202)
  async ask(@Body() body: unknown): Promise<void> {
    if (this.settings.GATEWAY_HUB_URL === '') throw new ProblemError('not_found');
    const request = HubRequest.safeParse(body);
    if (!request.success) {
      throw new ProblemError('invalid_parameter', { errors: faultsOf(request.error.issues) });
    }
    if (feedPathOf(request.data['hub.topic'], this.settings.PUBLIC_URL) === undefined) {
      throw new ProblemError('invalid_parameter', { detail: 'hub.topic is no feed of this paper' });
    }
    await this.hub.accept(request.data);
  }
}
