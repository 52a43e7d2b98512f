import { type Corpus, kinds, type Question, type Typo } from './corpus.ts';
import { judge, mean, type Verdict } from './judge.ts';

/** A question, what was found for it, and how good that is. */
export interface Answered extends Question, Verdict {
  found: string[];
}

/** By name, each between 0 and 1, with four digits. */
export type Figures = Record<string, number>;

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

export function answered(questions: readonly Question[], found: readonly string[][]): Answered[] {
  return questions.map((question, at) => {
    const ids = found[at] ?? [];
    return { ...question, found: ids, ...judge(ids, question.relevant) };
  });
}

/** Of all questions, and of each kind, since a mean hides the kind that fails. */
export function figuresOf(answers: readonly Answered[]): Figures {
  const ofKinds = kinds.flatMap((kind): [string, number][] => {
    const values = answers.filter((each) => each.kind === kind).map(({ ndcg }) => ndcg);
    return values.length === 0 ? [] : [[`nDCG ${kind}`, round(mean(values))]];
  });
  return {
    nDCG: round(mean(answers.map(({ ndcg }) => ndcg))),
    recall: round(mean(answers.map(({ recall }) => recall))),
    MRR: round(mean(answers.map(({ mrr }) => mrr))),
    long: longFound(answers),
    ...Object.fromEntries(ofKinds),
  };
}

/** The share of long questions with what the reader means among the first five. */
export function longFound(answers: readonly Answered[]): number {
  const long = answers.filter(({ kind }) => kind === 'long');
  const there = long.filter(({ found, relevant }) => found.slice(0, 5).some((id) => relevant[id] === 3));
  return round(there.length / Math.max(long.length, 1));
}

/** The share of slips of the finger whose article is among the first three. */
export function meantFound(typos: readonly Typo[], found: readonly string[][]): number {
  const there = typos.filter(({ id }, at) => found[at]?.slice(0, 3).includes(id));
  return round(there.length / Math.max(typos.length, 1));
}

/** Figures that differ from the accepted ones by more than the tolerance, or were never accepted, as `name: accepted → now`. */
export function moved(now: Figures, accepted: Figures, tolerance: number): string[] {
  return Object.keys(now)
    .filter((name) => !(Math.abs((now[name] ?? -1) - (accepted[name] ?? -1)) <= tolerance))
    .map((name) => `${name}: ${accepted[name] ?? 'none'} → ${now[name] ?? 'none'}`);
}

/** As `moved`, only what became worse. */
export function fallen(now: Figures, accepted: Figures, tolerance: number): string[] {
  return moved(now, accepted, tolerance).filter((line) => {
    const name = line.slice(0, line.indexOf(':'));
    return (now[name] ?? 0) < (accepted[name] ?? 0);
  });
}

const digits = (value: number): string => value.toFixed(3).padStart(7);

/** What the run has shown, for people. */
export function report({ language, typos }: Corpus, answers: readonly Answered[], meant: string[][]): string {
  const row = (name: string, list: readonly Answered[]): string =>
    [
      name.padEnd(8),
      String(list.length).padStart(4),
      ...(['ndcg', 'recall', 'mrr'] as const).map((figure) => digits(mean(list.map((each) => each[figure])))),
    ].join(' ');
  const worst = answers
    .toSorted((a, b) => a.ndcg - b.ndcg)
    .slice(0, 10)
    .map(({ q, kind, ndcg, found, relevant }) => {
      const page = found.slice(0, 6).map((id) => `${id}:${relevant[id] ?? '–'}`);
      return `${digits(ndcg)}  ${kind.padEnd(7)} ${q}  [${page.join(' ')}]`;
    });
  const missed = typos.filter(({ id }, at) => !meant[at]?.slice(0, 3).includes(id));
  return [
    `\n${language}       n    nDCG  recall     MRR`,
    row('all', answers),
    ...kinds
      .map((kind) => [kind, answers.filter((each) => each.kind === kind)] as const)
      .flatMap(([kind, list]) => (list.length > 0 ? [row(kind, list)] : [])),
    `long questions with their article in the first five ${digits(longFound(answers))}`,
    `slips with their article in the first three ${digits(meantFound(typos, meant))}`,
    `missed: ${missed.map(({ q, id }) => `${q} (${id})`).join('; ') || 'none'}`,
    'the ten worst questions, with the grades of what they found:',
    ...worst,
    '',
  ].join('\n');
}

/** What the first pages show that nobody has graded: to be looked at when articles or questions are added. */
export function ungraded({ articles }: Corpus, answers: readonly Answered[]): string {
  const headlines = new Map(articles.map(({ id, headline }) => [id, headline]));
  return answers
    .map(({ q, found, relevant }) =>
      [q, ...found.filter((id) => !relevant[id]).map((id) => `  ${id} ${headlines.get(id) ?? ''}`)].join(
        '\n',
      ),
    )
    .join('\n');
}
