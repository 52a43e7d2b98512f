import {
  Article,
  type AuditEntry,
  type AuditRecord,
  articleExample,
  type Change,
  type ConsumerPause,
  chained,
  type DeskDecision,
  type EditorialChange,
  type EditorialEvent,
  encodeAudit,
  encodeChange,
  encodeDecision,
  encodeIntake,
  encodeKey,
  encodePause,
  encodeSubscription,
  encodeViews,
  eventExamples,
  type IntakeEvent,
  type KeyRecord,
  type LogRecord,
  REPLAY_OF,
  type SubscriptionRecord,
  topics,
  type ViewBatch,
} from '#libs/contracts';

/** A record of the log as a release writes it, under a name of its own. */
export interface Sample {
  readonly topic: string;
  readonly name: string;
  readonly record: LogRecord;
}

const at = '2026-03-01T09:00:00+09:00';
const article = articleExample;
const { uri } = article;
const korean = 'urn:newsroom:2026-0301-ferry-ko';

const picture = {
  ...{
    href: 'https://pictures.example/배.jpg',
    mediaId: 'a7'.repeat(16),
    alt: '부두에 닿는 배',
    caption: 'A ferry',
  },
  ...{ credit: '서하람 / 한빛통신', width: 1_800, height: 1_200, focal: [0.5, 0.4], dominant: '#1b4f91' },
  ...{ usageTerms: '이 기사에서만', expires: at },
};
const spans = [
  {
    text: '배가 ',
    strong: true,
    em: true,
    code: true,
    sup: true,
    sub: true,
    href: '/society',
    lang: 'ko',
    ruby: 'bae',
  },
];
/** One of every kind, with all that it may hold. */
const blocks = [
  ...['p', 'h2', 'h3'].map((type) => ({ type, spans })),
  { type: 'quote', spans, cite: '항만사무소' },
  { type: 'list', ordered: true, items: [spans] },
  { type: 'image', media: picture },
  { type: 'gallery', images: [picture], caption: '부두' },
  { type: 'table', caption: '시간표', rows: [[{ spans, header: true }, { spans }]] },
  { type: 'facts', title: '요금', items: [spans] },
  { type: 'embed', provider: 'maps', href: 'https://maps.example/1', title: '항로' },
  { type: 'rule' },
];

/** The article as it lies in the intake log: normalised. */
const normal = Article.parse({
  ...article,
  ...{ slugline: 'FERRY-겨울', publishAt: at, embargoedUntil: at, expires: at, pubStatus: 'usable' },
  ...{ kicker: '울릉', located: 'Pohang', translationOf: korean, related: [korean], lead: picture },
  body: [...article.body, ...blocks],
});

const said = (type: string, data: object, more: object = {}) =>
  ({ id: `${type}#1`, source: '/newsroom/desk', type, uri, data, ...more }) as unknown as IntakeEvent;

const intake: [name: string, event: IntakeEvent | EditorialEvent, headers?: Record<string, string>][] = [
  ['published', said('article.published', normal)],
  ['published on a condition', said('article.published', normal, { expectedVersion: 3 })],
  ['replayed', said('article.updated', { ...normal, version: 2 }), { [REPLAY_OF]: '421' }],
  ['read again', said('article.corrected', { ...normal, changeType: 'correction' }, { reread: true })],
  [
    'traced',
    said('article.reinstated', normal),
    { traceparent: `00-${'4b'.repeat(16)}-${'00f0'.repeat(4)}-01` },
  ],
  [
    'withdrawn',
    said('article.withdrawn', {
      uri,
      version: 2,
      reason: '오보',
      notice: { headline: '취소', text: '내립니다.' },
    }),
  ],
  ['withdrawn without a version', said('article.withdrawn', { uri, reason: 'an error' })],
  ['due', said('article.due', { uri, at })],
  ['reprojected', said('article.reprojected', { uri })],
  [
    'picture there',
    said('media.ready', { uri, href: 'https://pictures.example/배.jpg', mediaId: 'a7'.repeat(16) }),
  ],
  [
    'picture not there',
    said('media.ready', { uri, href: 'https://pictures.example/x', failed: 'it is no picture' }),
  ],
  ...['front.curated', 'breaking.raised', 'breaking.cleared', 'tag.renamed', 'author.renamed'].flatMap(
    (type) =>
      (eventExamples[type] ?? []).map(({ name, value }): [string, EditorialEvent] => {
        const { id, source, subject, data } = value;
        return [`${type}: ${name}`, { id, source, type, uri: subject, data } as unknown as EditorialEvent];
      }),
  ),
];

const gone = { uri, id: article.id, seq: 422, section: 'society', language: 'ko' };
const changes: [string, Change | EditorialChange][] = [
  ['public', { type: 'article.public', article }],
  ...(['withdrawn', 'expired', 'embargoed-again'] as const).map((kind): [string, Change] => [
    kind,
    { type: 'article.gone', article: { ...gone, kind } },
  ]),
  [
    'withdrawn with a notice',
    {
      type: 'article.gone',
      article: { ...gone, kind: 'withdrawn', notice: { headline: '취소', text: 'We were wrong.' } },
    },
  ],
  ['front', { type: 'front.public', front: { uri: 'front:ko', edition: 'ko', version: 3, seq: 430 } }],
  [
    'breaking',
    {
      type: 'breaking.public',
      breaking: {
        uri: 'breaking',
        seq: 431,
        alerts: [{ id: 'ferry', headline: '여객선 운항 재개', language: 'ko', raised: at, updated: at }],
      },
    },
  ],
];

const view = { id: article.id, at: 1_772_323_200_000, visitor: '0123456789abcdef', net: 'fedcba9876543210' };
const views: [string, ViewBatch][] = [
  ['views', { gateway: 'kQ7', n: 12, views: [view, { id: article.id, at: view.at + 250, app: true }] }],
];

const decision = { by: 'a1b2c3d4e5f6', at } as const;
const wanted = { article: article.id, reason: '오래된 기사', until: at, ...decision } as const;
const decisions: [string, DeskDecision][] = [
  ['letter replayed', { type: 'letter.replayed', place: 'ingest.events.v1.content.dead/0/7', ...decision }],
  [
    'letter discarded',
    { type: 'letter.discarded', place: 'ingest.events.v1.content.dead/0/8', note: '두 번 왔다', ...decision },
  ],
  ['pin', { type: 'list.decided', id: 'pin', kind: 'pin', list: 'society', rank: 2, ...wanted }],
  ['exclude', { type: 'list.decided', id: 'exclude', kind: 'exclude', list: 'society', ...wanted }],
  ['overrule', { type: 'list.decided', id: 'overrule', kind: 'overrule', ...wanted }],
  ['lifted', { type: 'list.lifted', id: 'pin', ...decision }],
];

const first = chained({ at: '2026-03-01T00:00:00.000Z', who: '한서윤', what: 'desk.signed-in' });
const second: AuditEntry = {
  at: '2026-03-01T00:01:00.000Z',
  who: '한서윤',
  what: 'article.withdrawn',
  about: uri,
  before: { state: 'public', version: 2 },
  after: { reason: '오보' },
};
const audit: [string, AuditRecord][] = [
  ['signed in', first],
  ['withdrawn', chained(second, first)],
];

const sealed = 'x1.c2VhbGVk';
const made: KeyRecord = {
  type: 'key.made',
  id: 'a1b2c3d4e5f6',
  name: '통신사 wire',
  mode: 'live',
  scopes: ['publish', 'withdraw', 'curate', 'breaking', 'read'],
  prefixes: ['yna:'],
  created: at,
  expires: at,
  hash: 'ab'.repeat(32),
  by: 'settings',
};
const signs: KeyRecord = {
  type: 'key.webhook',
  id: 'a1b2c3d4e5f6',
  at,
  by: 'settings',
  secrets: [{ sealed }, { sealed, until: at }],
};
const keys: [string, KeyRecord][] = [
  ['made', made],
  ['revoked', { type: 'key.revoked', id: 'a1b2c3d4e5f6', at, by: 'settings' }],
  ['signs', signs],
];

const id = 'sub7';
const subscribed: SubscriptionRecord = {
  type: 'subscription.said',
  id,
  url: 'https://archive.example/소식',
  state: 'paused',
  by: 'settings',
  types: ['article.public', 'article.gone', 'front.public', 'breaking.public'],
  sections: ['society'],
  languages: ['ko'],
  description: '국립 기록',
  createdAt: at,
  changedAt: at,
};
const subscriptions: [string, SubscriptionRecord][] = [
  ['said', subscribed],
  ['disabled', { type: 'subscription.disabled', id, at, reason: 'it answered 410' }],
  ['deleted', { type: 'subscription.deleted', id, at, by: 'settings' }],
  ['signs', { type: 'subscription.secret', id, secrets: [{ sealed }], at, by: 'settings' }],
];

const utc = '2026-03-01T00:00:00.000Z';
const pauses: [string, ConsumerPause][] = [
  [
    'paused',
    { type: 'consumer.paused', group: 'search', by: '한서윤', at: utc, until: utc, note: '색인을 새로' },
  ],
  ['resumed', { type: 'consumer.resumed', group: 'search', by: '한서윤', at: utc }],
];

function of<T>(topic: string, values: readonly [string, T][], encode: (value: T) => LogRecord): Sample[] {
  return values.map(([name, value]) => ({ topic, name, record: encode(value) }));
}

/** At least one record of every kind that the sources write, as they write it, in English and Korean. */
export const samples: readonly Sample[] = [
  ...intake.map(([name, event, headers = {}]) => {
    const record = encodeIntake(event, name === 'traced' ? { origin: 'wire' } : {});
    return {
      topic: topics.intake.name,
      name,
      record: { ...record, headers: { ...record.headers, ...headers } },
    };
  }),
  ...of(topics.changes.name, changes, encodeChange),
  ...of(topics.views.name, views, encodeViews),
  ...of(topics.decisions.name, decisions, encodeDecision),
  ...of(topics.audit.name, audit, encodeAudit),
  ...of(topics.pauses.name, pauses, encodePause),
  ...of(topics.keys.name, keys, encodeKey),
  ...of(topics.subscriptions.name, subscriptions, encodeSubscription),
];
