import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AuditRecord, deadTopic, type LogRecord, topics } from '#libs/contracts';
import { DeadLetters, type LetterRow, Sender } from '#libs/kafka';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { AuditStore } from '../../apps/ops/src/audit.store.ts';
import { MASK } from '../../apps/ops/src/letters/mask.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { Editor, plain, TOKEN } from './desk/editor.ts';

const eventually = within(15_000);
const SECRET = `live_${'s3cretOfANewsroom'.repeat(2)}`;
const intakeLetters = deadTopic(topics.intake.name, 'content');

const env: Record<string, string> = { ...installation(), OPS_TOKEN: TOKEN, OPS_AUDIT_PER_SECOND: '0' };
let newsroom: Newsroom;
let letters: DeadLetters;
const editor = new Editor(() => newsroom.url('ops'));
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, ingest, ops], { env });
  letters = newsroom.app('ops').get(DeadLetters);
  await editor.signIn();
}, 60_000);
afterAll(() => newsroom?.stop());

/** An event of a newsroom as the log has it. */
function anIntake(uri: string, changes: object = {}, value?: string): LogRecord {
  const data = { ...anArticle({ uri, language: 'ko', section: 'society' }), slug: '뱃길', tags: [], by: [] };
  const body = [{ type: 'p', spans: [{ text: '배가 다시 다닌다.' }] }];
  const whole = { ...data, contentCreated: '2026-03-01T00:00:00Z', body, ...changes };
  const headers = { ce_id: `${uri}#1`, ce_source: '/desk', ce_type: 'article.published', ce_subject: uri };
  return {
    key: uri,
    value: Buffer.from(value ?? JSON.stringify(whole)),
    headers: { ...headers, 'x-token': SECRET },
  };
}

/** Has content set aside a record for a fault of its own; answers the place of the letter. */
async function bury(record: LogRecord, reason = 'TypeError', offset = '0'): Promise<string> {
  const said = {
    ...{
      'dead.topic': topics.intake.name,
      'dead.partition': '0',
      'dead.offset': offset,
      'dead.group': 'content',
    },
    ...{ 'dead.reason': reason, 'dead.error': '제목을 읽을 수 없다', 'dead.attempts': '3' },
    'dead.at': new Date().toISOString(),
  };
  const sender = newsroom.app('content').get(Sender);
  const headers = { ...record.headers, ...said };
  const place = await sender.send(intakeLetters, { ...record, headers }, 0);
  return `${intakeLetters}/0/${place.offset}`;
}

/** Has content meet a record that nobody can read. */
async function torn(uri: string, value: string): Promise<LetterRow> {
  await newsroom
    .app('content')
    .get(Sender)
    .send(topics.intake.name, anIntake(uri, {}, value));
  await newsroom.settled();
  const found = (await letters.open()).find(({ key }) => key === uri);
  if (!found) throw new Error(`no letter of ${uri}`);
  return found;
}

async function versionOf(uri: string): Promise<number | undefined> {
  const response = await fetch(
    `${newsroom.url('content')}/internal/articles?${new URLSearchParams({ uri })}`,
  );
  if (response.status !== 200) return undefined;
  return ((await response.json()) as { article: { version: number } }).article.version;
}

function acts(what: AuditRecord['what']): AuditRecord[] {
  const records = newsroom.app('ops').get(AuditStore).records();
  return records.filter((record) => record.what === what);
}

const one = (place: string) => `/letters/one?${new URLSearchParams({ place })}`;

describe('a dead letter at the desk', () => {
  const uri = 'letters:torn';
  let place = '';

  test('is shown in its group, and alone with the fields that are not as the contract has them', async () => {
    const wrong = { ...JSON.parse(String(anIntake(uri).value)), headline: 7, version: 'x', note: SECRET };
    place = (await torn(uri, JSON.stringify(wrong))).place;
    const { body: list } = await editor.page('/letters');
    expect(plain(list)).toContain('undecodable</a>');
    expect(list).toContain('growing: 1 in the last hour, 0 in the one before');
    const group = new URLSearchParams({ reason: 'undecodable', topic: topics.intake.name, group: 'content' });
    expect((await editor.page(`/letters?${group}`)).body).toContain(`<code>${uri}</code>`);
    const { status, body } = await editor.page(one(place));
    expect(status).toBe(200);
    expect(body).toMatch(/<code>\/data\/headline<\/code> [^<]*expected string/);
    expect(body).toContain('<code>/data/version</code>');
    expect(body).not.toContain('<code>/data/uri</code>');
    expect(body).toContain('This record has died once.');
  });

  test('shows no secret, neither of a header nor of what was said', async () => {
    const { body } = await editor.page(one(place));
    expect(body).toContain(MASK);
    expect(body).not.toContain(SECRET);
  });

  test('is not said again as long as the contract does not read it', async () => {
    expect((await editor.page(one(place))).body).toContain('It can’t be replayed as it is');
    const refused = await editor.send('/letters/edit', { place, value: '{"uri":' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('this is not JSON');
    const text = String(anIntake(uri, { headline: 8 }).value);
    const { status, body } = await editor.send('/letters/edit', { place, value: text });
    expect({ status, told: body.includes('<code>/data/headline</code>') }).toEqual({
      status: 422,
      told: true,
    });
    const other = await editor.send('/letters/edit', {
      place,
      value: String(anIntake('letters:other').value),
    });
    expect(other.status).toBe(422);
    expect(plain(other.body)).toContain(`it is about ${uri}, and has to stay so`);
    // Nor by a form that nobody was given.
    const forced = await editor.send('/letters/replay', { place, value: text });
    expect(forced.status).toBe(422);
    expect(await versionOf(uri)).toBeUndefined();
  });

  test('is mended by hand, checked, said again, and shows', async () => {
    const value = String(anIntake(uri, { headline: '뱃길이 다시 열린다' }).value);
    const { page, status, location } = await editor.confirm('/letters/edit', { place, value });
    expect({ status, location }).toEqual({ status: 303, location: one(place) });
    expect(page).toContain('/headline');
    expect(page).toContain('/version');
    await eventually(async () => expect(await versionOf(uri)).toBe(1));
    const { body } = await editor.page(one(place));
    expect(plain(body)).toContain('replayed by 한서윤');
    const [act] = acts('letter.replayed');
    expect(act).toMatchObject({ who: '한서윤', about: place, before: { key: uri, reason: 'undecodable' } });
    expect(act?.after).toMatchObject({ changed: expect.arrayContaining(['/headline', '/version']) });
    expect(JSON.stringify(act)).not.toContain('뱃길');
  });

  test('has no second effect', async () => {
    const again = await editor.send('/letters/replay', { place });
    expect(again.status).toBe(422);
    expect(again.body).toContain('nothing is done');
  });

  test('is closed with a note, and stays readable', async () => {
    const closed = await bury(anIntake('letters:closed'));
    expect((await editor.send('/letters/discard/confirm', { place: closed, note: ' ' })).status).toBe(400);
    const done = await editor.confirm('/letters/discard/confirm', { place: closed, note: '시험 기사' });
    expect(done).toMatchObject({ status: 303, page: expect.stringContaining('never gets this record') });
    expect((await letters.open()).map((row) => row.place)).not.toContain(closed);
    expect(plain((await editor.page(one(closed))).body)).toContain('시험 기사');
    expect(acts('letter.discarded')[0]).toMatchObject({ about: closed, after: { note: '시험 기사' } });
  });

  test('that is none is 404, and a place that is none is 400', async () => {
    expect((await editor.page(one(`${intakeLetters}/0/9999`))).status).toBe(404);
    expect((await editor.page(one('../x'))).status).toBe(400);
  });
});

describe('many dead letters', () => {
  const form = { reason: 'Overwhelmed', topic: topics.intake.name, group: 'content', rate: '100' };
  const uris = ['letters:one', 'letters:two', 'letters:three'];

  beforeAll(async () => {
    for (const [index, uri] of uris.entries()) await bury(anIntake(uri), form.reason, String(index));
    // One that was replayed twice, and has died again each time.
    for (const deaths of [0, 1, 2]) {
      const place = await bury(anIntake('letters:again', { version: 0 }), form.reason, String(7 + deaths));
      if (deaths === 2) continue;
      const decided = { type: 'letter.replayed', place, by: '누군가', at: new Date().toISOString() };
      const record = { key: place, value: Buffer.from(JSON.stringify(decided)), headers: {} };
      await newsroom.app('ops').get(Sender).send(topics.decisions.name, record);
    }
  });

  test('are looked at before anything is done', async () => {
    const { status, body } = await editor.send('/letters/bulk/confirm', form);
    expect(status).toBe(200);
    expect(plain(body)).toContain('Replay 3 letters?');
    expect(plain(body)).toContain('it has died again after 2 replays: look at it alone');
    expect((await letters.open()).filter(({ reason }) => reason === form.reason)).toHaveLength(4);
    expect((await editor.send('/letters/bulk/confirm', { ...form, rate: '1000' })).status).toBe(400);
  });

  test('are replayed at a pace, but for one that dies again and again', async () => {
    expect(await editor.confirm('/letters/bulk/confirm', form)).toMatchObject({
      status: 303,
      location: '/letters',
    });
    await eventually(() => expect(acts('letters.replayed')).toHaveLength(1));
    expect(acts('letters.replayed')[0]).toMatchObject({
      who: '한서윤',
      after: { reason: form.reason, state: 'done', counts: { replayed: 3, refused: 1 } },
    });
    const left = (await letters.open()).filter(({ reason }) => reason === form.reason);
    expect(left).toMatchObject([{ key: 'letters:again', deaths: 2 }]);
    await eventually(async () => expect(await Promise.all(uris.map(versionOf))).toEqual([1, 1, 1]));
    const { body } = await editor.page('/letters');
    expect(plain(body)).toContain('3 replayed');
    expect((await editor.page(one(left[0]?.place ?? ''))).body).toContain('How often this record has died');
  });

  test('a change of the log is never written again: its article is told once more', async () => {
    const uri = 'letters:told';
    await newsroom.send(anEvent('article.published', anArticle({ uri, language: 'ko' })));
    await newsroom.settled();
    const poison = { key: uri, value: Buffer.from('{"uri"'), headers: { ce_type: 'article.public' } };
    await newsroom.app('content').get(Sender).send(topics.changes.name, poison);
    await newsroom.settled();
    const row = (await letters.open()).find(({ key, group }) => key === uri && group === 'search');
    const place = row?.place ?? '';
    const { body } = await editor.page(one(place));
    expect(body).toContain('Have the article told again');
    expect(body).not.toContain('Mend it by hand');
    const { page, status } = await editor.confirm('/letters/replay/confirm', { place });
    expect({ status, page }).toEqual({ status: 303, page: expect.stringContaining('is not written again') });
    expect((await letters.open()).map((each) => each.place)).not.toContain(place);
  });
});
