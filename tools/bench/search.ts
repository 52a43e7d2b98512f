import { demoSite, type PublicArticle, SearchQuery } from '#libs/contracts';
import { articlePath, fingerprint, publicId } from '#libs/text';
import { searchRequest } from '../../apps/search/src/query.ts';
import type { Installation } from '../local/installation.ts';
import { BareEngine } from './engine.store.ts';
import { benchParagraphs, type Percentiles, percentiles, round } from './sample.ts';

/** Not measured: code that is not compiled yet, segments that are not in memory yet. */
const WARM_UP = 60;
const QUESTIONS = 300;
const REPEATED = 20;

const nouns = {
  en: 'harbour,ferry,council,budget,school,bridge,market,festival,river,museum,library,tunnel,orchard,stadium,clinic,railway,lighthouse,village,forest,island,theatre,court,factory,garden,station,airport,canal,castle,glacier,valley',
  ko: '항만,여객선,의회,예산,학교,다리,시장,축제,하천,박물관,도서관,터널,과수원,경기장,병원,철도,등대,마을,숲,섬,극장,법원,공장,정원,정류장,공항,운하,고궁,빙하,계곡',
};
const words = { en: nouns.en.split(','), ko: nouns.ko.split(',') };

export interface SearchRates {
  documents: number;
  /** Milliseconds of one writer for one article, refresh included. */
  bulkMs: number;
  service: Percentiles;
  bare: Percentiles;
  /** Of the service’s median and 99th percentile to those of the bare client. */
  ratio: { p50: number; p99: number };
  repeated: Percentiles;
  /** How many times faster a question is answered that was asked before. */
  faster: number;
  suggestions?: Percentiles;
}

/**
 * Questions of two words, no two alike, to the service and to a bare client with the same body, in turns, so that
 * noise meets both; then some of them again and again. The documents are written straight into the index.
 */
export async function measureSearch(
  { apps, engines }: Installation,
  documents: number,
): Promise<SearchRates> {
  const engine = new BareEngine(engines.settings());
  const service = `${apps.url('search')}/internal`;
  try {
    const filled = await engine.fill(articles(documents));
    const [ours, theirs]: [number[], number[]] = [[], []];
    const questions = questionsOf(WARM_UP + QUESTIONS);
    for (const [n, q] of questions.entries()) {
      const asks = [
        async () => ours.push(await timed(() => ask(service, 'search', { q }))),
        async () => {
          const body = searchRequest(SearchQuery.parse({ q }), {
            ...{ asOf: Date.now(), sections: demoSite.sections, popular: [] },
          });
          theirs.push(await timed(() => engine.search(body)));
        },
      ];
      for (const each of n % 2 === 0 ? asks : asks.toReversed()) await each();
    }
    const again: number[] = [];
    for (const q of questions.slice(-REPEATED)) {
      await ask(service, 'search', { q });
      for (let n = 0; n < REPEATED; n++) again.push(await timed(() => ask(service, 'search', { q })));
    }
    const [api, bare] = [percentiles(ours.slice(WARM_UP)), percentiles(theirs.slice(WARM_UP))];
    const repeated = percentiles(again, 2);
    const suggestions = await measureSuggestions(service);
    return {
      documents,
      bulkMs: round(filled / documents, 2),
      service: api,
      bare,
      ratio: { p50: round(api.p50 / bare.p50, 2), p99: round(api.p99 / bare.p99, 2) },
      repeated,
      faster: round(api.p50 / repeated.p50),
      ...(suggestions ? { suggestions } : {}),
    };
  } finally {
    await engine.close();
  }
}

/** What readers see while they write, one letter after the other. */
async function measureSuggestions(service: string): Promise<Percentiles | undefined> {
  const typed = (['ko', 'en'] as const).flatMap((lang) =>
    words[lang].flatMap((word) =>
      [...word].map((_, at) => ({ q: [...word].slice(0, at + 1).join(''), lang, limit: '8' })),
    ),
  );
  const probe = await fetch(`${service}/suggest?${new URLSearchParams(typed[0])}`);
  await probe.arrayBuffer();
  if (!probe.ok) return undefined;
  const times: number[] = [];
  for (const question of typed) times.push(await timed(() => ask(service, 'suggest', question)));
  return percentiles(times.slice(WARM_UP));
}

async function ask(service: string, path: string, question: Record<string, string>): Promise<void> {
  const response = await fetch(`${service}/${path}?${new URLSearchParams(question)}`);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  await response.json();
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Pairs of words of one language, English and Korean in turns. */
function questionsOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const list = n % 2 === 0 ? words.en : words.ko;
    const first = (n >> 1) % list.length;
    const step = 1 + Math.floor((n >> 1) / list.length);
    return `${list[first]} ${list[(first + step) % list.length]}`;
  });
}

function* articles(count: number): Generator<PublicArticle> {
  for (let n = 0; n < count; n++) {
    const language = n % 2 === 0 ? 'en' : 'ko';
    const list = words[language];
    const at = (k: number): string =>
      list[(n * 7 + k * k * 13 + Math.floor(n / list.length)) % list.length] ?? '';
    const uri = `bench:search:${n}`;
    const time = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
    const text = benchParagraphs(n, language).map((line, k) => `${line} ${at(k)} ${at(k + 3)}.`);
    const article = {
      ...{ uri, id: publicId(uri), seq: 1, version: 1, revision: 1, language, slug: 'bench' },
      ...{ headline: `${at(0)} ${at(1)} ${at(2)} ${n}`, excerpt: text[0] ?? '', readingMinutes: 1 },
      ...{ section: ['politics', 'society', 'business', 'culture'][n % 4] ?? 'society', by: [] },
      tags: [{ name: at(1), slug: at(1) }],
      ...{
        contentCreated: time,
        firstPublished: time,
        modified: time,
        fingerprint: fingerprint(text.join(' ')),
      },
      body: text.map((each) => ({ type: 'p' as const, spans: [{ text: each }] })),
    };
    yield { ...article, url: articlePath(article) } as PublicArticle;
  }
}
