// Every user of the log does what the table of rights says, at a broker that denies whatever no rule allows.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import kafkajs, { type AclEntry } from 'kafkajs';
import { deadTopic, readers, topics } from '#libs/contracts';
import { Runtime, readSettings } from '#libs/service';
import { ownState, within } from '#libs/testing';
import { startGuarded } from '../../../engines/kafka/guarded.ts';
import { freePort } from '../../../tools/local/installation.ts';
import { logUsers, type Rule, rulesOf } from '../../../tools/rights/kafka.ts';
import { type LogRights, logRights } from '../../../tools/rights/table.ts';
import { brokerError, createClient, type KafkaSettings, kafkaSettings } from './client.ts';
import { TopicFollower } from './follow.ts';
import { LagReader } from './lag.ts';
import { migrateTopics } from './migration.ts';
import { LogScan } from './scan.ts';
import { Sender } from './sender.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const thorough = process.env['THOROUGH'] !== undefined;
if (!thorough) process.stdout.write('skipped: a broker that asks for names is started by test:thorough\n');
const apps = logUsers.filter((user) => user !== 'migration');
const passwords = Object.fromEntries(
  ['root', ...logUsers].map((user) => [user, randomBytes(12).toString('hex')]),
);
const eventually = within(30_000);
const names = Object.values(topics).map(({ name }) => name);

let brokers = '';
let end: () => Promise<void> = async () => undefined;

function settingsOf(user: string): KafkaSettings {
  return readSettings(kafkaSettings, {
    KAFKA_BROKERS: brokers,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: passwords[user],
  });
}

function entryOf(user: string, { resource, pattern, name }: Rule, operation: string): AclEntry {
  const operations: Record<string, number> = {
    Read: AclOperationTypes.READ,
    Write: AclOperationTypes.WRITE,
    Create: AclOperationTypes.CREATE,
    Delete: AclOperationTypes.DELETE,
    Describe: AclOperationTypes.DESCRIBE,
    DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  };
  return {
    principal: `User:${user}`,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
    operation: operations[operation] ?? AclOperationTypes.UNKNOWN,
    resourceName: name,
    resourceType: resource === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourcePatternType: pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
  };
}

/** What became of it: `done`, or what the broker calls its refusal. */
async function outcome(work: () => Promise<unknown>): Promise<string | undefined> {
  return work().then(
    () => 'done',
    (error: unknown) => brokerError(error) ?? String(error),
  );
}

async function asAdmin<T>(user: string, work: (admin: kafkajs.Admin) => Promise<T>): Promise<T> {
  const admin = createClient(settingsOf(user), Runtime.silent(user)).admin({ retry: { retries: 0 } });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function writes(user: string, topic: string): Promise<string | undefined> {
  const producer = createClient(settingsOf(user), Runtime.silent(user)).producer({ retry: { retries: 0 } });
  await producer.connect();
  try {
    return await outcome(() => producer.send({ topic, messages: [{ value: '글' }] }));
  } finally {
    await producer.disconnect();
  }
}

/** Joins a group that reads a topic. */
async function joins(user: string, groupId: string, topic: string): Promise<string | undefined> {
  const consumer = createClient(settingsOf(user), Runtime.silent(user)).consumer({
    groupId,
    retry: { retries: 0, restartOnFailure: async () => false },
  });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  consumer.on(consumer.events.GROUP_JOIN, () => resolve('done'));
  consumer.on(consumer.events.CRASH, ({ payload }) => resolve(brokerError(payload.error)));
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({ eachMessage: async () => undefined });
    return await promise;
  } catch (error) {
    return brokerError(error);
  } finally {
    await consumer.disconnect();
  }
}

const nameOf = (key: keyof typeof topics): string => topics[key].name;

beforeAll(async () => {
  if (!thorough) return;
  const ports = { client: await freePort(0), inner: await freePort(0) };
  brokers = `127.0.0.1:${ports.client}`;
  end = await startGuarded({ state: ownState('guarded'), ports, users: passwords, root: 'root' });
  const acl = logUsers.flatMap((user) =>
    rulesOf(user).flatMap((rule) => rule.operations.map((each) => entryOf(user, rule, each))),
  );
  await asAdmin('root', (admin) => admin.createAcls({ acl }));
}, 120_000);
afterAll(async () => await end());

(thorough ? describe : describe.skip)('at a broker that denies what no rule allows', () => {
  test('the migration makes every topic, and no app makes one', async () => {
    const { created } = await migrateTopics(settingsOf('migration'), Runtime.silent('migration'));
    expect(created).toHaveLength(names.length + readers.length);
    for (const user of apps)
      expect(
        await outcome(() =>
          asAdmin(user, (admin) => admin.createTopics({ topics: [{ topic: 'another', numPartitions: 1 }] })),
        ),
      ).toMatch(/AUTHORIZATION_FAILED|KafkaJSAggregateError/);
  });

  test.each(apps)('%s writes and reads what the table says', async (user) => {
    const rights: LogRights = logRights[user];
    const runtime = Runtime.silent(user);
    const settings = settingsOf(user);
    const sender = new Sender(settings, runtime);
    const dead = readers.filter(({ group }) => group === user).map((each) => deadTopic(each.topic, each.group));
    try {
      for (const topic of [...rights.writes.map(nameOf), ...dead])
        await sender.send(topic, { key: 'k', value: Buffer.from('글'), headers: {} });
    } finally {
      await sender.onApplicationShutdown();
    }
    const group = rights.memberEach ? `${user}.4f` : user;
    for (const topic of rights.consumes.map(nameOf)) expect(await joins(user, group, topic)).toBe('done');
    for (const key of rights.follows) {
      const follower = new TopicFollower(settings, runtime, topics[key] as never, () => undefined);
      follower.start();
      await eventually(() => expect(follower.whole).toBe(true));
      await follower.stop();
    }
    const scan = new LogScan(settings, runtime);
    const letters = rights.letters ? readers.map((each) => deadTopic(each.topic, each.group)) : [];
    const looked = [...rights.scans.map(nameOf), ...letters];
    const stretches = await scan.stretches(looked);
    expect(new Set(stretches.map(({ topic }) => topic))).toEqual(new Set(looked));
    await scan.read(stretches, () => undefined);
    const lag = new LagReader(settings, runtime);
    try {
      for (const key of rights.asks) expect(await lag.keeps(nameOf(key))).toBeGreaterThan(0);
      if (rights.watches) {
        await lag.groups();
        for (const each of readers) await lag.positions(each.group, each.topic);
        for (const each of readers) expect((await lag.ends(each.topic)).size).toBeGreaterThan(0);
      }
    } finally {
      await lag.close();
    }
  });

  test.each(apps)('%s does nothing else', async (user) => {
    const rules = rulesOf(user);
    const may = (kind: Rule['resource'], operation: string) =>
      rules
        .filter(({ resource, operations }) => resource === kind && operations.some((each) => each === operation))
        .map(({ name }) => name);
    for (const topic of names.filter((each) => !may('topic', 'Write').includes(each)))
      expect([topic, await writes(user, topic)]).toEqual([topic, 'TOPIC_AUTHORIZATION_FAILED']);
    for (const topic of names.filter((each) => !may('topic', 'Describe').includes(each)))
      expect([topic, await outcome(() => asAdmin(user, (admin) => admin.fetchTopicOffsets(topic)))]).toEqual([
        topic,
        'TOPIC_AUTHORIZATION_FAILED',
      ]);
    const others = readers.filter(({ group }) => group !== user && group !== 'gateway');
    for (const { group } of others)
      expect([group, await joins(user, group, nameOf('changes'))]).toEqual([
        group,
        expect.stringMatching(/^(GROUP|TOPIC)_AUTHORIZATION_FAILED$/),
      ]);
  });

  test('nobody who gives another password is anybody', async () => {
    const wrong = { ...settingsOf('content'), KAFKA_SASL_PASSWORD: 'wrong' };
    const admin = createClient(wrong, Runtime.silent('content')).admin({ retry: { retries: 0 } });
    await expect(admin.connect()).rejects.toThrow();
  });
});
