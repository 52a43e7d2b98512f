// Whoever reads what content tells, as an app beside it: here it only remembers.
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Change, topics } from '#libs/contracts';
import { type Delivery, done, kafkaSettings, type Outcome, Runner, readsTheLog } from '#libs/kafka';
import { serviceSettings } from '#libs/service';

@Controller()
export class Ear {
  readonly heard: Change[] = [];

  @EventPattern<string>(topics.changes.name)
  hear(@Payload() { value }: Delivery<Change>): Outcome {
    this.heard.push(value);
    return done;
  }

  of(uri: string): Change[] {
    return this.heard.filter(({ article }) => article.uri === uri);
  }
}

@Module({ controllers: [Ear], providers: readsTheLog({ group: 'ear' }) })
class EarModule {}

export const ear = {
  name: 'ear',
  settings: { ...serviceSettings(0), ...kafkaSettings },
  module: EarModule,
  events: Runner,
};
