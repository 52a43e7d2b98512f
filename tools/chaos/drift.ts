import { setTimeout as delay } from 'node:timers/promises';
import type { ArticleInput, DriftAnswer } from '#libs/contracts';
import { type Installation, startInstallation } from '../local/installation.ts';
import { newsroomAt } from '../local/newsroom.ts';
import type { Finding, Part, Setting } from './part.ts';
import { Planter } from './plant.store.ts';
import { harms, named, type Soil, sow } from './sowing.ts';

const STATE = '.data/chaos-drift';
const PLANTED = 50;
/** A newsroom at work meanwhile: events a second. */
const TRAFFIC_PER_SECOND = 20;
/** All is mended within this time of the order, however busy the newsroom is. */
const HEAL_MS = 60_000;
/** More than that are not waited for at once: a gate that is busy is not asked more and more. */
const MOST_OPEN = 40;
const POLL_MS = 100;

interface Said {
  uri: string;
  version: number;
}

const article = ({ uri, version }: Said): ArticleInput => ({
  ...{ uri, version, section: 'society', language: version % 2 === 0 ? 'ko' : 'en' },
  headline: version % 2 === 0 ? `돌아온 배 ${uri}` : `The ferry returned, ${uri}`,
  body: '<p>The harbour office said that the sea decides the rest. 나머지는 바다가 정한다.</p>',
});

type Newsroom = ReturnType<typeof newsroomAt>;

/** Damages fifty articles of a paper that runs, and has them found and mended by one command. */
export const drift: Part = {
  name: 'drift',
  about: `${PLANTED} articles of ${Object.keys(harms).length} kinds of damage are found and mended by \`sosik audit --heal\`, and nothing else is touched.`,
  run,
};

async function run({ signal, say }: Setting): Promise<Finding[]> {
  const installation = await startInstallation({
    ...{ state: STATE, durable: false, fresh: true, say, abort: signal },
    // What nobody orders would mend the damage before it is counted.
    env: { OPS_AUDIT_PER_SECOND: '0', GATEWAY_API_PER_MINUTE: '1000000' },
  });
  const gateway = installation.apps.url('gateway');
  const planter = new Planter(installation.engines.settings(), async (path) =>
    (await fetch(gateway + path, { redirect: 'manual', signal })).arrayBuffer(),
  );
  try {
    const newsroom = newsroomAt(installation.apps.url('ingest'), installation.key);
    const soil = await published(installation, newsroom);
    say(`${PLANTED} drifts are planted …`);
    const planted = await sow(planter, soil, PLANTED);
    const traffic = new Traffic(newsroom);
    try {
      return await proved({ installation, planted, say });
    } finally {
      await traffic.end();
    }
  } finally {
    await planter.close();
    await installation.stop();
  }
}

async function published({ caughtUp }: Installation, newsroom: Newsroom): Promise<Soil> {
  const living = Array.from({ length: PLANTED + 30 }, (_, n) => `chaos:living:${n}`);
  const withdrawn = Array.from({ length: PLANTED }, (_, n) => `chaos:withdrawn:${n}`);
  for (const uri of [...living, ...withdrawn]) await newsroom.publish(article({ uri, version: 1 }));
  for (const uri of withdrawn) await newsroom.withdraw(uri, { reason: 'chaos' });
  await caughtUp(['content']);
  await caughtUp();
  return { living, withdrawn };
}

interface Case {
  installation: Installation;
  planted: readonly string[];
  say: Setting['say'];
}

async function proved({ installation, planted, say }: Case): Promise<Finding[]> {
  const ops = installation.apps.url('ops');
  const seen = await audit(ops, false);
  const begun = performance.now();
  const healed = await audit(ops, true);
  const took = performance.now() - begun;
  const left = await audit(ops, false);
  const missed = planted.filter((each) => !named(seen.drifts).includes(each));
  const invented = [seen, healed, left]
    .flatMap(({ drifts }) => named(drifts))
    .filter((each) => !planted.includes(each));
  for (const each of missed) say(`not found: ${each}`);
  for (const each of invented) say(`found, and never planted: ${each}`);
  for (const each of healed.drifts) if (!each.mended) say(`not mended: ${named([each])[0]}`);
  const lost = missed.length + planted.length - healed.mended + left.found;
  return [
    {
      done: `${planted.length} articles were damaged past the apps, in ${Object.keys(harms).length} ways, while the newsroom said ${TRAFFIC_PER_SECOND} things a second`,
      times: planted.length,
      lost,
      recovered: [took],
      bound: `all found, all mended within ${HEAL_MS / 1_000} s, none told that was not planted`,
      kept: lost === 0 && invented.length === 0 && took <= HEAL_MS,
      note: `${seen.found} found, ${healed.mended} mended, ${invented.length} told that were not planted, among ${healed.articles} articles`,
    },
  ];
}

async function audit(ops: string, heal: boolean): Promise<DriftAnswer> {
  const address = `${ops}/internal/drift`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ heal, who: 'chaos' });
  let answer = (await (await fetch(address, { method: 'POST', headers, body })).json()) as DriftAnswer;
  for (; answer.state === 'running'; await delay(POLL_MS))
    answer = (await (await fetch(address)).json()) as DriftAnswer;
  if (answer.state !== 'done') throw new Error(`the paper could not be compared: ${answer.reason}`);
  return answer;
}

/** Articles that are published, corrected and withdrawn all the while. */
class Traffic {
  private readonly timer: NodeJS.Timeout;
  private readonly open = new Set<Promise<unknown>>();
  private said = 0;

  constructor(private readonly newsroom: Newsroom) {
    this.timer = setInterval(() => this.say(), 1_000 / TRAFFIC_PER_SECOND);
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await Promise.allSettled(this.open);
  }

  private say(): void {
    if (this.open.size >= MOST_OPEN) return;
    const n = this.said++;
    const uri = `chaos:moving:${n - (n % 3)}`;
    const version = (n % 3) + 1;
    const said =
      version === 3
        ? this.newsroom.withdraw(uri, { reason: 'chaos' })
        : this.newsroom.publish(article({ uri, version }));
    const done = Promise.resolve(said)
      .catch(() => undefined)
      .finally(() => this.open.delete(done));
    this.open.add(done);
  }
}
