import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, step, type Values } from '#libs/service';
import type { Answer } from './probe.ts';
import type { opsSettings } from './settings.ts';

/** More of an answer than this nobody has to read to know it. */
const MOST_BYTES = 8 * 2 ** 20;

/** Asks a gateway as one more reader would, who has nothing kept: what it says is what readers get. */
@Injectable()
export class GatewayClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>) {}

  /** Nothing if there was no whole answer in time. */
  async get(path: string, ms: number): Promise<Answer> {
    return step('ops.gateway', async () => {
      try {
        const response = await fetch(this.settings.GATEWAY_URL + path, {
          redirect: 'manual',
          // A robot by its name, so that looking is not counted as reading.
          headers: { 'user-agent': 'SosikDeskBot/1.0', 'cache-control': 'no-cache' },
          signal: AbortSignal.timeout(Math.ceil(ms)),
        });
        const bytes = await response.arrayBuffer();
        if (bytes.byteLength > MOST_BYTES) return undefined;
        return { status: response.status, body: new TextDecoder().decode(bytes) };
      } catch {
        return undefined;
      }
    });
  }
}
