import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { estypes } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoSite, type PublicArticle, type SearchQuery } from '#libs/contracts';
import { readSettings } from '#libs/service';
import { aPublicArticle, installation } from '#libs/testing';
import { publicId } from '#libs/text';
import { operation } from '../document.ts';
import { connect } from '../engine.store.ts';
import { indexMappings, indexSettings } from '../mapping.ts';
import { type Circumstances, nearRequest, searchRequest } from '../query.ts';
import { matches } from '../ranking.ts';
import { searchSettings } from '../settings.ts';
import { NamesStore } from './names.store.ts';

// What readers may write, against the engine alone: one index, filled once.

const settings = readSettings(searchSettings, { ...installation(), SEARCH_NAMES_FOLDER: '' });
const engine = connect(settings, { maxRetries: 0, requestTimeout: 60_000 });
const index = `${settings.SEARCH_INDEX_PREFIX}-language`;
const NOON = Date.parse('2026-03-01T12:00:00+09:00');

const ko = (uri: string, headline: string, text = '', more: Partial<PublicArticle> = {}) =>
  aPublicArticle({
    uri,
    headline,
    language: /[가-힣]/.test(headline + text) ? 'ko' : 'en',
    tags: [],
    body: [{ type: 'p', spans: [{ text }] }],
    firstPublished: new Date(NOON - 3_600_000).toISOString(),
    ...more,
  });
const en = ko;

const articles = [
  ko('nk:1', '북한이 동해로 미사일 발사', '합참은 북한에서 쏜 것으로 본다고 밝혔다.'),
  ko('nk:2', '평양에서 열린 열병식', '북한의 새 무기가 거리를 지났다.'),
  ko('nk:3', '국경 마을의 겨울', '북한과 맞닿은 마을에 눈이 내렸다.'),
  ko('sam:1', '삼성전자, 3분기 실적 발표'),
  ko('sam:2', '삼성 회장 출국'),
  ko('pres:1', '대통령실 "사실과 다르다"'),
  ko('pres:2', '대통령, 국회에서 시정연설'),
  ko('sum:1', '한미 정상회담 다음 주 개최'),
  ko('sum:2', '한미정상회담 뒤 공동 회견'),
  ko('sum:3', '한·미 정상 회담서 관세 논의'),
  ko('bts:1', '방탄소년단이 새 앨범을 낸다'),
  ko('bts:2', 'BTS 컴백, 서울에서 공연'),
  ko('skz:1', '스트레이 키즈 빌보드 정상'),
  ko('skz:2', '스트레이키즈의 새 노래'),
  ko('skz:3', '스키즈 세계 순회 시작'),
  ko('med:1', '비급여 진료비 공개'),
  ko('med:2', '육아휴직 급여 인상'),
  ko('tax:1', '종합부동산세 개편안 나왔다'),
  ko('fin:1', '금융위기 뒤의 골목'),
  ko('chip:1', 'AI반도체 수출 늘어'),
  ko('han:1', '韓國 經濟의 앞날'),
  ko('who:1', '세계보건기구, 새 지침 발표'),
  ko('usa:1', '미국과 관세 협상 시작'),
  ko('sea:1', '부산항 하역 노동자 파업'),
  ko('gdp:1', '국내총생산 0.3% 늘어'),
  en('nk:4', 'North Korea fires a missile', 'It fell into the sea, the military said.'),
  en('nk:5', 'Snow at the border', 'The village looks over to North Korea.'),
  en('bts:3', 'A new album by BTS', "The band's members are returning."),
  en('sam:3', 'Samsung Electronics posts record profits'),
  en('skz:4', 'Stray Kids top the chart'),
  en(
    'pol:1',
    'Ministry launches housing policies',
    'Landlords’ taxes will rise, says the minister’s office.',
  ),
  en('usa:2', 'US troops leave the base'),
  en('usa:3', 'U.S. and China talk about tariffs'),
  en('us:1', 'They told us about the flood'),
  en('who:2', 'WHO names a new strain'),
  en('who:3', 'The woman who swam to the island'),
  en('app:1', 'Apple opens a shop in the old post office'),
  en('app:2', 'Late frost hurts apple farmers'),
  en('gov:1', 'Government restores the lighthouse', 'The keeper was asked to return.'),
  en('tag:1', 'The noon report', '', { tags: [{ name: '부산항', slug: '부산항' }] }),
  en('fr:1', 'Élections à Genève: la participation en hausse', '', { language: 'fr' }),
  en('ja:1', '東京都知事選挙、投票率が上昇', '', { language: 'ja' }),
  en('ru:1', 'Выборы в городском совете', '', { language: 'ru' }),
];

beforeAll(async () => {
  const names = new NamesStore(settings).read();
  await engine.indices.create({ index, settings: indexSettings(names), mappings: indexMappings });
  await tell(articles);
});
afterAll(async () => {
  await engine.indices.delete({ index, ignore_unavailable: true });
  await engine.close();
});

async function tell(told: readonly PublicArticle[]): Promise<void> {
  const operations = told.flatMap((article) => operation({ type: 'article.public', article }));
  const { errors } = await engine.bulk({ index, operations, refresh: true });
  expect(errors).toBe(false);
}

/** The ids of what matches each question in a section, in no order. */
async function askAll(section: string, questions: readonly string[]): Promise<string[][]> {
  const searches = questions.flatMap((q) => {
    const filter = [{ term: { section } }, matches(q)];
    return [{}, { size: 50, _source: false, track_total_hits: false, query: { bool: { filter } } }];
  }) as estypes.MsearchRequestItem[];
  const { responses } = await engine.msearch({ index, searches });
  return responses.map((each) => ('hits' in each ? each.hits.hits.map(({ _id }) => _id ?? '') : []));
}

const question = (q: string): SearchQuery => ({
  section: 'society',
  q: q.normalize('NFC').trim(),
  sort: 'relevance',
  highlight: true,
  explain: false,
  limit: 50,
});
const hitsOf = async (request: object): Promise<string[]> => {
  const { hits } = await engine.search<{ card: { uri: string } }>({ index, ...request });
  return hits.hits.map(({ _source }) => _source?.card.uri ?? '');
};
const around: Circumstances = { asOf: NOON, sections: demoSite.sections, popular: [] };
const sorted = (uris: readonly string[]) => uris.toSorted((a, b) => (a < b ? -1 : 1));
const exact = async (q: string) => sorted(await hitsOf(searchRequest(question(q), around)));
const near = (q: string) => hitsOf(nearRequest(question(q), around) ?? { query: { match_none: {} } });

const northKorea = ['nk:1', 'nk:2', 'nk:3', 'nk:4', 'nk:5'];
const bts = ['bts:1', 'bts:2', 'bts:3'];
const summit = ['sum:1', 'sum:2', 'sum:3'];
const kids = ['skz:1', 'skz:2', 'skz:3', 'skz:4'];

describe('a question finds what it means, and nothing else:', () => {
  test.each([
    // particles
    ['북한', northKorea],
    ['북한이', northKorea],
    ['북한에서', northKorea],
    ['북한과', northKorea],
    ['북한의 미사일', ['nk:1']],
    ['북한 미사일', ['nk:1']],
    // compounds, in parts and whole
    ['삼성', ['sam:1', 'sam:2', 'sam:3']],
    ['삼성전자', ['sam:1', 'sam:3']],
    ['삼성 전자', ['sam:1', 'sam:3']],
    ['대통령', ['pres:1', 'pres:2']],
    ['대통령이', ['pres:1', 'pres:2']],
    ['대통령실', ['pres:1']],
    ['비급여', ['med:1']],
    ['급여 인상', ['med:2']],
    ['부동산세', ['tax:1']],
    ['금융위기', ['fin:1']],
    ['반도체', ['chip:1']],
    ['AI 반도체', ['chip:1']],
    // spaces and points
    ['한미 정상회담', summit],
    ['한미정상회담', summit],
    ['한미 정상 회담', summit],
    ['정상회담', summit],
    // names in either script
    ['방탄소년단', bts],
    ['방탄소년단이', bts],
    ['BTS', bts],
    ['bts', bts],
    ['ＢＴＳ', bts],
    ['방탄', ['bts:1']],
    ['BTS 컴백', ['bts:2']],
    ['스트레이 키즈', kids],
    ['스트레이키즈', kids],
    ['스키즈', kids],
    ['Stray Kids', kids],
    ['North Korea', northKorea],
    ['Samsung Electronics', ['sam:1', 'sam:3']],
    ['Samsung 실적', ['sam:1']],
    ['종부세', ['tax:1']],
    ['GDP', ['gdp:1']],
    ['Busan', ['sea:1', 'tag:1']],
    ['부산항', ['sea:1', 'tag:1']],
    // names that look like words
    ['미국', ['usa:1', 'usa:2', 'usa:3']],
    ['US', ['usa:1', 'usa:2', 'usa:3']],
    ['United States', ['usa:1', 'usa:2', 'usa:3']],
    ['us troops', ['usa:2']],
    ['told us', ['us:1']],
    ['세계보건기구', ['who:1', 'who:2']],
    ['WHO', ['who:1', 'who:2']],
    ['who swam', ['who:3']],
    ['애플', ['app:1']],
    ['Apple', ['app:1']],
    ['apple farmers', ['app:2']],
    // Hanja
    ['한국 경제', ['han:1']],
    ['經濟', ['han:1']],
    // English
    ['missile', ['nk:4']],
    ['missiles', ['nk:4']],
    ['north korea missile', ['nk:4']],
    ['policy', ['pol:1']],
    ['LAUNCHED policies', ['pol:1']],
    ["landlord's tax", ['pol:1']],
    // other languages
    ['elections geneve', ['fr:1']],
    ['Genève', ['fr:1']],
    ['知事選挙', ['ja:1']],
    ['東京', ['ja:1']],
    ['выборы', ['ru:1']],
    // nothing
    ['없는낱말', []],
    ['the', []],
  ])('%s', async (q, expected) => {
    expect(await exact(q)).toEqual(sorted(expected));
    expect(await exact(q.normalize('NFD'))).toEqual(sorted(expected));
  });
});

describe('a name', () => {
  const files = ['places', 'bodies', 'business', 'culture'].map((name) => {
    const path = join(import.meta.dirname, `../../names/${name}.txt`);
    return { name, text: readFileSync(path, 'utf8') };
  });
  const groups = files.flatMap(({ text }) =>
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(', ').map((each) => each.replace(/[\^!+]/g, ''))),
  );

  test('of any line is found in each of its spellings by each other', async () => {
    const section = 'names';
    await tell(
      groups.flatMap((group, at) =>
        group.map((each, n) => ko(`name:${at}:${n}`, `${each} 2`, '', { section })),
      ),
    );
    const asked = groups.map((group, at) => (at % 2 === 0 ? group[0] : group.at(-1)) ?? '');
    const lost: string[] = [];
    for (const [at, found] of (await askAll(section, asked)).entries()) {
      const missing = groups[at]?.filter((_, n) => !found.includes(publicId(`name:${at}:${n}`)));
      if (missing?.length !== 0) lost.push(`${asked[at]} → ${missing?.join(', ')}`);
    }
    expect(lost).toEqual([]);
  });
});

describe('a Korean noun', () => {
  interface Noun {
    noun: string;
    with: string[];
    not: string[];
  }
  const path = join(import.meta.dirname, '../../../../test/relevance/ko/nouns.json');
  const nouns = JSON.parse(readFileSync(path, 'utf8')) as Noun[];

  test('is found with every particle, and not in the words that only look like it', async () => {
    const forms = [...new Set(nouns.flatMap((noun) => [...noun.with, ...noun.not]))];
    const idOf = (form: string) => publicId(`form:${forms.indexOf(form)}`);
    const section = 'nouns';
    await tell(forms.map((form, n) => ko(`form:${n}`, `${form} 보도 나왔다`, '', { section })));
    const found = await askAll(
      section,
      nouns.map(({ noun }) => noun),
    );
    let [hit, meant, wrong] = [0, 0, 0];
    const faults: string[] = [];
    for (const [at, noun] of nouns.entries()) {
      const lost = noun.with.filter((form) => !found[at]?.includes(idOf(form)));
      const extra = noun.not.filter((form) => found[at]?.includes(idOf(form)));
      meant += noun.with.length;
      hit += noun.with.length - lost.length;
      wrong += extra.length;
      if (lost.length + extra.length > 0) faults.push(`${noun.noun} −${lost.join()} +${extra.join()}`);
    }
    const [recall, precision] = [hit / meant, hit / (hit + wrong)];
    process.stderr.write(`particles: recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}\n`);
    expect({ faults, fine: recall >= 0.95 && precision >= 0.95 }).toMatchObject({ fine: true });
  });
});

describe('a question that finds nothing finds, first of all, what it is near to:', () => {
  test.each([
    ['goverment', 'gov:1'],
    ['lighthose', 'gov:1'],
    ['housing polciy', 'pol:1'],
    ['Samsnug', 'sam:3'],
    ['방턴소년단', 'bts:1'],
    ['종합부동산새', 'tax:1'],
    ['국내 총생선', 'gdp:1'],
    ['하역노동자 파엎', 'sea:1'],
    ['육아후직 급여', 'med:2'],
    ['qlrmqdu', 'med:1'],
    ['ㄴㅁㅡ녀ㅜㅎ', 'sam:1'],
  ])('%s', async (q, expected) => {
    expect(await exact(q)).toEqual([]);
    const found = await near(q);
    if (q === 'ㄴㅁㅡ녀ㅜㅎ') expect(found).toContain(expected);
    else expect(found[0]).toBe(expected);
  });

  test.each(['the', '북', 'zz', '%', '🎉', 'ㄱㅎ', 'qxqxqxqx', '휑쾗뷁'])(
    '%s is near to nothing',
    async (q) => {
      expect(await near(q)).toEqual([]);
    },
  );
});
