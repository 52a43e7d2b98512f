import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AboutAnswer } from '#libs/contracts';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { answerTo } from '../answer.client.ts';
import { houseOf } from '../house.ts';
import { type Known, known } from '../known.ts';
import type { AppSight } from '../pulse/sight.ts';
import type { AppName } from '../pulse/signals.ts';
import type { opsSettings } from '../settings.ts';

const ANSWER_MS = 2_000;

/** A process as the matrix shows it. */
export type Process = Pick<AppSight, 'name' | 'at' | 'state' | 'dependencies' | 'reasons'> &
  Partial<Pick<AppSight, 'since' | 'downSince'>>;

/** A process and what it says of itself. */
export interface Told {
  name: AppName;
  url: string;
  about: Known<AboutAnswer>;
}

/** Asks every process of the house which version it is and how it is set; the desk asks itself too. */
@Injectable()
export class AboutClient {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>,
  ) {}

  async all(): Promise<Told[]> {
    const others = houseOf(this.settings).map(async ({ name, url }): Promise<Told> => {
      const asked = { name: 'ops.house', service: name, url: `${url}/internal/about`, ms: ANSWER_MS };
      const about = await known(
        answerTo(asked, async (response) => AboutAnswer.parse(await response.json())),
      );
      return { name, url, about };
    });
    const own = { name: 'ops' as const, url: this.settings.OPS_PUBLIC_URL, about: await known(this.own()) };
    return [...(await Promise.all(others)), own];
  }

  /** How the desk itself is. */
  async health(): Promise<Process> {
    const { status: state, dependencies, reasons = {} } = await this.runtime.readiness();
    return { name: 'ops', at: this.settings.OPS_PUBLIC_URL, state, dependencies, reasons };
  }

  private async own(): Promise<AboutAnswer> {
    const answer = await this.http.httpAdapter.getInstance().inject('/internal/about');
    return AboutAnswer.parse(answer.json());
  }
}
