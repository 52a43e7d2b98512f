import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { encodeIntake, type IntakeEvent, type LogRecord, topics, traced } from '#libs/contracts';
import { createService, DependencyUnavailable, Runtime, readSettings, serviceSettings } from '#libs/service';
import { type EndedSpan, installation, recordSpans, within } from '#libs/testing';
import { type KafkaSettings, kafkaSettings } from './client.ts';
import { readsTheLog } from './kafka.ts';
import { migrateTopics } from './migration.ts';
import { type Delivery, done, type Outcome, skipped } from './outcome.ts';
import { Runner } from './runner.ts';
import { Sender } from './sender.ts';

const GROUP = 'content';
const TOPIC = topics.intake.name;
const PARENT = '00f067aa0ba902b7';

const env = { ...installation(), PORT: '0' };
const settings: KafkaSettings = readSettings(kafkaSettings, env);
const eventually = within(10_000);

interface Line {
  level: string;
  offset: string;
  [field: string]: unknown;
}
const lines: Line[] = [];
const tries = new Map<string, number>();
let spans: EndedSpan[];
let app: NestFastifyApplication;
let sender: Sender;

type Act = (tries: number) => Outcome | Promise<Outcome>;
const acts: Record<string, Act> = {
  done: () => done,
  skipped: () => skipped('전에 있었다'),
  dead: () => ({ is: 'dead', reason: '쓸 수 없다' }),
  TypeError: () => Reflect.ownKeys(undefined as never) as never,
  nothing: () => Promise.reject(undefined),
  flaky: (tries) => (tries < 6 ? Promise.reject(new DependencyUnavailable('저장소')) : done),
  clumsy: (tries) => (tries < 3 ? Promise.reject(new RangeError('아직')) : done),
};

@Controller()
class Hands {
  @EventPattern<string>(TOPIC)
  take(@Payload() { value }: Delivery<IntakeEvent>): unknown {
    const name = value.id;
    tries.set(name, (tries.get(name) ?? 0) + 1);
    return acts[name]?.(tries.get(name) ?? 0) ?? done;
  }
}

@Module({ controllers: [Hands], providers: readsTheLog({ group: GROUP }) })
class Room {}

/** Log lines of the reader about records, kept instead of printed. */
function listen(runtime: Runtime): void {
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    Object.assign(runtime.log, {
      isLevelEnabled: () => true,
      [level]: (fields: object) => {
        if ('outcome' in fields) lines.push({ level, ...fields } as unknown as Line);
      },
    });
  }
}

beforeAll(async () => {
  spans = recordSpans();
  await migrateTopics(settings, Runtime.silent('test'));
  sender = new Sender(settings, Runtime.silent('test'));
  const room = { name: GROUP, settings: { ...serviceSettings(0), ...kafkaSettings }, module: Room };
  app = await createService({ ...room, events: Runner }, { env });
  listen(app.get(Runtime));
});
afterAll(async () => {
  await app?.close();
  await sender.onApplicationShutdown();
});

async function counted(): Promise<Record<string, number>> {
  const { payload } = await app.inject('/metrics');
  const of = new RegExp(
    `^sosik_consumer_records_total\\{topic="${TOPIC}",group="${GROUP}",outcome="(\\w+)"\\} (\\d+)$`,
    'gm',
  );
  return Object.fromEntries([...payload.matchAll(of)].map(([, outcome, count]) => [outcome, Number(count)]));
}

function aRecord(id: string, traceId: string): LogRecord {
  const event = { id, source: '/test', uri: `test:${id}`, type: 'article.withdrawn' as const };
  return traced(
    encodeIntake({ ...event, data: { reason: '오보', uri: event.uri } }),
    `00-${traceId}-${PARENT}-01`,
  );
}

const levels: Record<string, string> = { done: 'debug', skipped: 'debug', retry: 'warn', dead: 'error' };
const whole = aRecord('x', 'a'.repeat(32));
const cases: [name: string, outcomes: Record<string, number>, damage?: Partial<LogRecord>][] = [
  ['done', { done: 1 }],
  ['skipped', { skipped: 1 }],
  ['dead', { dead: 1 }],
  ['TypeError', { dead: 1 }],
  ['nothing', { dead: 1 }],
  ['clumsy', { done: 1 }],
  ['flaky', { retry: 5, done: 1 }],
  ['not JSON', { dead: 1 }, { value: Buffer.from('{"uri": "울릉') }],
  ['no value', { dead: 1 }, { value: null }],
  ['a type nobody knows', { dead: 1 }, { headers: { ...whole.headers, ce_type: 'article.exploded' } }],
];

test.each(cases)(
  '%s: each outcome moves one metric, one log line and one span, all of the same record and trace',
  async (name, outcomes, damage = {}) => {
    const traceId = Buffer.from(name.padEnd(16, '.').slice(0, 16)).toString('hex');
    const record = { ...aRecord(name, traceId), ...damage };
    const headers = { ...record.headers, traceparent: `00-${traceId}-${PARENT}-01` };
    const before = await counted();
    const { offset, partition } = await sender.send(TOPIC, { ...record, headers });
    const isHere = (line: Line) => line.offset === String(offset) && line['partition'] === partition;
    await eventually(() => {
      const ends = lines.filter(isHere).map(({ outcome }) => outcome);
      expect(ends.filter((end) => end !== 'retry')).toHaveLength(1);
    });
    const after = await counted();
    for (const [outcome, level] of Object.entries(levels)) {
      const times = outcomes[outcome] ?? 0;
      expect({ outcome, times: (after[outcome] ?? 0) - (before[outcome] ?? 0) }).toEqual({ outcome, times });
      const own = lines.filter((line) => isHere(line) && line['outcome'] === outcome);
      expect(own).toHaveLength(times);
      for (const line of own)
        expect(line).toMatchObject({ level, topic: TOPIC, traceId, articleUri: record.key });
      const traces = spans.filter(
        (span) => span.traceId === traceId && span.attributes['sosik.outcome'] === outcome,
      );
      expect(traces).toHaveLength(times);
      for (const span of traces) {
        expect(span).toMatchObject({
          name: `${GROUP} ${TOPIC}`,
          parent: PARENT,
          failed: outcome === 'retry' || outcome === 'dead',
          attributes: {
            'messaging.system': 'kafka',
            'messaging.operation.type': 'process',
            'messaging.destination.name': TOPIC,
            'messaging.destination.partition.id': String(partition),
            'messaging.consumer.group.name': GROUP,
            'messaging.kafka.offset': offset,
            'messaging.kafka.message.key': record.key,
          },
        });
      }
    }
  },
);

test('what an article says stands in no line', () => {
  expect(JSON.stringify(lines)).not.toContain('울릉');
});
