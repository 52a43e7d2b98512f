import type { JSX } from 'preact';
import type { PopularAnswer, SearchAnswer, SearchFacets, SearchHit, TagCount } from '#libs/contracts';
import { dateTime, type Edition, pathOf, wholeNumber, words } from '../edition.ts';
import { addressOf, finding, type SearchForm } from './finding.ts';
import { DidYouMean, FollowSearch, MoreVersions } from './hint.tsx';
import { type Frame, langOf, render } from './layout.tsx';
import { TagStrip } from './links.tsx';
import { MostPopular } from './ranking.tsx';

/** The words of a search marked; the markup was made safe where it was made (`markedHtml` of search). */
function Marked({ html }: { html: string }): JSX.Element {
  return (
    <>
      {html.split(/(<mark>[^<]*<\/mark>)/).map((part, index) => {
        const marked = /^<mark>([^<]*)<\/mark>$/.exec(part);
        return marked ? <mark key={String(index)}>{unescaped(marked[1] ?? '')}</mark> : unescaped(part);
      })}
    </>
  );
}

/** Back to plain text, so that the template escapes it like everything else. */
function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function Hit({ hit, q, frame }: { hit: SearchHit; q: string; frame: Frame }): JSX.Element {
  const { edition, site } = frame;
  const section = site.sections.find(({ slug }) => slug === hit.section);
  const foreign = langOf(hit.language, edition).lang ? edition : undefined;
  return (
    <article class={['teaser', section?.colour].join(' ')} {...langOf(hit.language, edition)}>
      {section && (
        <p class="kicker" lang={foreign}>
          {section.names[edition]}
        </p>
      )}
      <h2>
        <a href={hit.url}>
          {hit.highlights?.headline ? <Marked html={hit.highlights.headline} /> : hit.headline}
        </a>
      </h2>
      {hit.highlights?.body.map((html) => (
        <p key={html} class="dek">
          <Marked html={html} />
        </p>
      ))}
      <p class="meta" lang={foreign}>
        <time dateTime={hit.firstPublished}>{dateTime(edition, hit.firstPublished)}</time>
        <MoreVersions hit={hit} q={q} edition={edition} />
      </p>
    </article>
  );
}

interface Part {
  frame: Frame;
  form: SearchForm;
}

/** The question again, with what narrows it; works without a script. */
function Form({ frame: { edition }, form }: Part): JSX.Element {
  const say = finding[edition];
  const kept = Object.entries({ ...form, q: undefined, from: undefined, to: undefined, cursor: undefined });
  const hidden = kept.flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each] as const));
  const dated = form.from !== undefined || form.to !== undefined;
  return (
    <form class="ask" action={pathOf(edition, '/search')}>
      <input
        type="search"
        name="q"
        value={form.q ?? ''}
        aria-label={words[edition].searchLabel}
        maxlength={256}
        required
      />
      <button type="submit">{words[edition].search}</button>
      {hidden
        .filter(([name, value]) => name !== 'sort' || value === 'newest')
        .map(([name, value]) => (
          <input key={name + value} type="hidden" name={name} value={value} />
        ))}
      <details open={dated}>
        <summary>{say.narrow}</summary>
        <label>
          {say.from} <input name="from" value={form.from ?? ''} size={10} maxlength={10} />
        </label>{' '}
        <label>
          {say.to} <input name="to" value={form.to ?? ''} size={10} maxlength={10} />
        </label>{' '}
        <button type="submit">{say.apply}</button>
      </details>
    </form>
  );
}

interface Choice {
  name: string;
  href: string;
  count?: number;
  chosen?: boolean;
  lang?: string;
}

/** One way to narrow or to sort, each choice a link; what is chosen is said, not only shown. */
function Choices({ title, choices }: { title: string; choices: readonly Choice[] }): JSX.Element | null {
  if (choices.length === 0) return null;
  return (
    <nav class="choices" aria-label={title}>
      <p class="meta">{title}</p>
      <ul>
        {choices.map(({ name, href, count, chosen, lang }) => (
          <li key={name}>
            <a href={href} lang={lang} aria-current={chosen ? 'true' : undefined}>
              {name}
            </a>
            {count !== undefined && <span class="count"> ({count})</span>}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function nameOf({ site, edition }: Frame, slug: string): string {
  return site.sections.find((each) => each.slug === slug)?.names[edition] ?? slug;
}

/** How the hits are sorted, and in which language they are. */
function Ways({ frame: { edition }, form }: Part): JSX.Element {
  const say = finding[edition];
  const orders = ['relevance', 'newest'] as const;
  const languages = ['en', 'ko', 'all'] as const;
  return (
    <>
      <Choices
        title={say.sorted}
        choices={orders.map((sort) => ({
          ...{ name: say[sort], chosen: form.sort === sort, href: addressOf(edition, form, { sort }) },
        }))}
      />
      <Choices
        title={say.languages}
        choices={languages.map((lang) => ({
          ...{ name: say[lang], chosen: (form.lang ?? edition) === lang },
          href: addressOf(edition, form, { lang }),
        }))}
      />
    </>
  );
}

/** What the search is narrowed to; each is taken away by a click. */
function Chosen({ frame, form }: Part): JSX.Element | null {
  const { edition } = frame;
  const { section, tag = [], author, from, to } = form;
  const chosen: [string | undefined, Partial<SearchForm>][] = [
    [section && nameOf(frame, section), { section: undefined }],
    ...tag.map((slug): [string, Partial<SearchForm>] => [slug, { tag: tag.filter((each) => each !== slug) }]),
    [author, { author: undefined }],
    [from || to ? `${from ?? ''}–${to ?? ''}` : undefined, { from: undefined, to: undefined }],
  ];
  const choices = chosen.flatMap(([name, changes]) =>
    name ? [{ name: `${name} ×`, href: addressOf(edition, form, changes), label: name }] : [],
  );
  if (choices.length === 0) return null;
  return (
    <ul class="chosen">
      {choices.map(({ name, href, label }) => (
        <li key={name}>
          <a href={href} aria-label={finding[edition].without(label)}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Facets({ frame, form, facets = {} }: Part & { facets?: SearchFacets | undefined }): JSX.Element {
  const { edition } = frame;
  const say = finding[edition];
  const { tag: tags = [] } = form;
  const link = (changes: Partial<SearchForm>) => addressOf(edition, form, changes);
  const { section = [], tag = [], author = [], year = [] } = facets;
  return (
    <>
      <Choices
        title={say.section}
        choices={section.map(({ value, count }) => ({
          ...{ name: nameOf(frame, value), count, chosen: form.section === value },
          href: link({ section: value }),
        }))}
      />
      <Choices
        title={say.tag}
        choices={tag.map(({ value, name = value, count }) => ({
          ...{ name, count, chosen: tags.includes(value) },
          href: link({ tag: [...new Set([...tags, value])].slice(-5) }),
        }))}
      />
      <Choices
        title={say.author}
        choices={author.map(({ value, name = value, count }) => ({
          ...{ name, count, chosen: form.author === value, href: link({ author: value }) },
        }))}
      />
      <Choices
        title={say.year}
        choices={year.map(({ value, count }) => ({
          ...{ name: value, count, chosen: form.from === value && form.to === value },
          href: link({ from: value, to: value }),
        }))}
      />
    </>
  );
}

/** What to try when nothing was found. */
function Help({ frame: { edition }, form }: Part): JSX.Element {
  const say = finding[edition];
  const { q, lang, sort } = form;
  const bare = addressOf(edition, { q, lang, sort });
  const narrowed = addressOf(edition, form) !== bare;
  return (
    <section aria-labelledby="help">
      <h2 id="help">{say.help}</h2>
      <ul class="hints">
        {narrowed && (
          <li>
            <a href={bare}>{say.unfiltered}</a>
          </li>
        )}
        {lang !== 'all' && (
          <li>
            <a href={addressOf(edition, form, { lang: 'all' })}>{say.everywhere}</a>
          </li>
        )}
        {say.hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </section>
  );
}

interface ResultsProps extends Part {
  q: string;
  answer: SearchAnswer;
  instead: Instead;
}

function Results({ frame, form, q, answer, instead }: ResultsProps): JSX.Element {
  const { edition } = frame;
  const say = finding[edition];
  const { data, meta, page, facets } = answer;
  const count = wholeNumber(edition, meta.total);
  const none = meta.total === 0 && data.length === 0;
  return (
    <>
      <p class="found" role="status">
        {none ? say.none(q) : say.count(count, meta.totalRelation === 'gte', q)}
      </p>
      {meta.near && <p>{say.near}</p>}
      <DidYouMean instead={meta.didYouMean} edition={edition} />
      <Chosen frame={frame} form={form} />
      <Ways frame={frame} form={form} />
      <div class="columns results">
        <div>
          {none && <Help frame={frame} form={form} />}
          <div class="list">
            {data.map((hit) => (
              <Hit key={hit.id} hit={hit} q={q} frame={frame} />
            ))}
          </div>
          {page.next && (
            <p class="pager">
              <a rel="next" href={`${addressOf(edition, form)}&cursor=${page.next}`}>
                {words[edition].more}
              </a>
            </p>
          )}
        </div>
        <aside class="facets">
          <Facets frame={frame} form={form} facets={facets} />
          <FollowSearch q={q} edition={edition} />
          <GoOn instead={instead} edition={edition} />
        </aside>
      </div>
    </>
  );
}

/** What is read and written about, where there is nothing to show. */
function GoOn({
  instead: { tags = [], popular },
  edition,
}: {
  instead: Instead;
  edition: Edition;
}): JSX.Element {
  return (
    <>
      <TagStrip title={words[edition].tags} tags={tags} edition={edition} />
      <MostPopular popular={popular} edition={edition} side />
    </>
  );
}

/** Where to go while nobody can search: what needs no search. */
function Away({ frame: { site, edition }, instead }: { frame: Frame; instead: Instead }): JSX.Element {
  return (
    <>
      <p role="status">{finding[edition].away}</p>
      <Choices
        title={words[edition].sections}
        choices={site.sections.map(({ slug, names }) => ({
          name: names[edition],
          href: pathOf(edition, `/${slug}`),
        }))}
      />
      <MostPopular popular={instead.popular} edition={edition} />
    </>
  );
}

/** What a search shows where it has no hits to show. */
export interface Instead {
  tags?: readonly TagCount[];
  popular?: PopularAnswer | undefined;
  /** Search does not answer: the reader's words stay in the form, to be asked again. */
  unavailable?: boolean;
}

/** Results of a search, or the empty form; a question without an answer is one that may not be asked. */
export function searchPage(
  frame: Frame,
  form: SearchForm = { sort: 'relevance' },
  answer?: SearchAnswer,
  instead: Instead = {},
): string {
  const { edition } = frame;
  const title = words[edition].search;
  const q = form.q?.trim();
  return render(
    {
      frame,
      place: 'search',
      title: q ? `${title}: ${q}` : title,
      ...(q && answer ? { follow: addressOf(edition, form) } : {}),
    },
    <>
      <h1>{title}</h1>
      <Form frame={frame} form={form} />
      {q && answer && <Results frame={frame} form={form} q={q} answer={answer} instead={instead} />}
      {instead.unavailable ? (
        <Away frame={frame} instead={instead} />
      ) : (
        q && !answer && <p role="status">{finding[edition].refused}</p>
      )}
      {!q && !instead.unavailable && <GoOn instead={instead} edition={edition} />}
    </>,
  );
}
