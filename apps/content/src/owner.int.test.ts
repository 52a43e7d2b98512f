import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { encodeIntake, type IntakeEvent, topics } from '#libs/contracts';
import { LagReader, LogScan, Sender } from '#libs/kafka';
import { Database } from '#libs/mongo';
import { createService, migrate, Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, within } from '#libs/testing';
import { ArticleStore } from './article.store.ts';
import { BucketClient } from './bucket.client.ts';
import { content } from './content.module.ts';
import { EditorialStore } from './editorial.store.ts';
import { MediaStore } from './media.store.ts';
import { NamingStore } from './naming.store.ts';
import { contentSettings } from './settings.ts';

const root = new URL('../../..', import.meta.url).pathname;
const env = { ...installation(), PORT: '0', KAFKA_SESSION_TIMEOUT_MS: '1000' };
const settings = readSettings(contentSettings, env);
const runtime = Runtime.silent('test');
const eventually = within(30_000);
const sender = new Sender(settings, runtime);
const lag = new LagReader(settings, runtime);

let old: ChildProcess;
/** A stopped process hears no signal but one: this one sends it, also when the tests are cut short. */
let guard: ChildProcess;
let next: NestFastifyApplication | undefined;
let database: Database;
let store: ArticleStore;
beforeAll(async () => {
  await migrate(content, { env });
  database = new Database(settings, runtime);
  await database.onModuleInit();
  store = new ArticleStore(
    settings,
    database,
    new MediaStore(database, Runtime.silent('content'), new BucketClient(settings)),
    new EditorialStore(database, new NamingStore(database)),
  );
  const flags = ['--conditions=source', '--import', './tools/source.mjs', 'apps/content/src/main.ts'];
  // Between keeping and telling.
  const failpoints = { SOSIK_FAILPOINTS: 'content.write.after:stop' };
  old = spawn(process.execPath, flags, {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env, ...failpoints },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  guard = spawn('sh', ['-c', `cat; kill -KILL ${old.pid} 2>&-`], { stdio: ['pipe', 'ignore', 'ignore'] });
});
afterAll(async () => {
  guard?.stdin?.end();
  await Promise.all([next?.close(), database?.onApplicationShutdown()]);
  await Promise.all([sender.onApplicationShutdown(), lag.close()]);
});

function aVersion(version: number): IntakeEvent {
  const uri = 'owner:1';
  const data = aPublicArticle({ uri, version, language: 'ko', headline: `울릉도 뱃길 ${version}보` });
  return { id: `v${version}`, source: '/test', uri, type: 'article.updated', data } as IntakeEvent;
}

const say = (event: IntakeEvent) => sender.send(topics.intake.name, encodeIntake(event));
const publicVersion = async () => (await store.find('owner:1'))?.article?.version;

test('an owner that was stopped while another took over tells nothing when it wakes, and joins again', async () => {
  await say(aVersion(1));
  await eventually(async () => expect(await publicVersion()).toBe(1));
  next = await createService(content, { env });
  await say(aVersion(2));
  await eventually(async () => expect(await publicVersion()).toBe(2));
  await eventually(async () => expect(await lag.read()).toMatchObject([{ group: 'content', records: 0 }]));

  old.kill('SIGCONT');
  // Alone again, it goes on from where the other one ended, until it is stopped once more, before it tells of that.
  await next.close();
  next = undefined;
  await say(aVersion(3));
  await eventually(async () => expect(await publicVersion()).toBe(3));

  const scan = new LogScan(settings, runtime);
  const versions: number[] = [];
  await scan.read(await scan.stretches([topics.changes.name]), (records) => {
    versions.push(
      ...records.map(({ record }) => (JSON.parse(String(record.value)) as { version: number }).version),
    );
  });
  expect(versions).toEqual([1, 2]);
});
