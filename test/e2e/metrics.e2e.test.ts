import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Receipt } from '#libs/contracts';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

const KEY = 'live_ofTheOneWhoLooksAtTheGauges';
const env: Record<string, string> = { ...installation(), INGEST_ADMIN_KEY: KEY };

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, gateway, ingest], { env });
});
afterAll(() => newsroom?.stop());

/** An article that is published, read, looked for, asked about and withdrawn, and an event that is refused. */
async function life(n: number): Promise<void> {
  const article = anArticle({
    uri: `metrics:${n}`,
    headline: `계량기 ${n}호 Meter`,
    tags: [{ name: `Tag ${n}` }],
  });
  const send = async (event: object, query = '') => {
    const response = await fetch(`${newsroom.url('ingest')}/v1/events${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    return (await response.json()) as Receipt;
  };
  const { url = '/' } = await send(anEvent('article.published', article), '?wait=visible&timeout=20s');
  const at = newsroom.url('gateway');
  const paths = [url, '/', `/search?q=meter${n}`, `/tag/tag-${n}`, `/nowhere/${n}`, `/api/v1/articles/x${n}`];
  await Promise.all(paths.map(async (path) => (await fetch(at + path)).arrayBuffer()));
  await send(anEvent(`no.such.${n}`, article));
  await send(anEvent('article.withdrawn', { uri: article.uri, reason: 'a test' }));
  await newsroom.settled();
}

/** All metrics; one process shares them, so that any service answers for all five. */
async function scrape(): Promise<string> {
  return (await fetch(`${newsroom.url('gateway')}/metrics`)).text();
}

interface Family {
  type: string;
  help: string;
}

function families(text: string): Map<string, Family> {
  const found = new Map<string, Family>();
  for (const [, name = '', help = ''] of text.matchAll(/^# HELP (\S+) (.*)$/gm)) {
    const type = new RegExp(`^# TYPE ${name} (\\w+)$`, 'm').exec(text)?.[1] ?? '';
    found.set(name, { type, help });
  }
  return found;
}

/** What labels of our own metrics say; the bounds of buckets are theirs by nature. */
function labelsIn(text: string): Set<string> {
  const series = [...text.matchAll(/^(?:sosik|http)_\w+\{(.*)\} \S+$/gm)].map(([, labels = '']) => labels);
  const labels = series.flatMap((each) =>
    [...each.matchAll(/(\w+="(?:[^"\\]|\\.)*")/g)].map(([label]) => label),
  );
  return new Set(labels.filter((label) => !label.startsWith('le=')));
}

describe('metrics', () => {
  test('are named as Prometheus asks, with words of help and in base units', async () => {
    await life(0);
    const all = families(await scrape());
    expect(all.size).toBeGreaterThan(25);
    for (const [name, { type, help }] of all) {
      expect({ name, type }).toEqual({ name, type: expect.stringMatching(/^(counter|gauge|histogram)$/) });
      expect({ name, counts: name.endsWith('_total') }).toEqual({ name, counts: type === 'counter' });
      expect({ name, help: help.length > 8 }).toEqual({ name, help: true });
      if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes)$/);
      expect(name).not.toMatch(/_(ms|milliseconds|kb|mb|percent)(_|$)/);
    }
  });

  test('say no more of many articles than of one, and name neither articles nor addresses', async () => {
    await life(1);
    const before = labelsIn(await scrape());
    const more = [2, 3, 4, 5, 6, 7];
    for (const n of more) await life(n);
    const after = labelsIn(await scrape());
    // Something may happen for the first time, but nothing for the first time with each article.
    expect([...after].filter((label) => !before.has(label)).length).toBeLessThan(more.length);
    expect([...after].join('\n')).not.toMatch(/metrics:|meter|계량기|tag-\d|nowhere|127\.0\.0\.1/i);
  });

  test('pass the check of Prometheus itself', async () => {
    const { error, status, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await scrape(),
      encoding: 'utf8',
    });
    if (error) {
      process.stderr.write(
        'not run: `promtool check metrics`, since promtool (Debian: prometheus) is not here\n',
      );
      return;
    }
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
