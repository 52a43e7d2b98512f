import type { JSX } from 'preact';
import {
  type ArticleCard,
  type Correction,
  type PopularAnswer,
  type PreviewAnswer,
  type PublicArticle,
  type RelatedArticle,
  type Section,
  usedTags,
} from '#libs/contracts';
import { dateTime, type Edition, pathOf, words } from '../edition.ts';
import { historyWords, previewNote, revisionsPath } from '../history.ts';
import { newerSide } from '../translation.ts';
import { Body } from './body.tsx';
import { type Frame, langOf, render } from './layout.tsx';
import { NameLinks, NeighbourLinks, type Neighbours, TagLinks, TagStrip } from './links.tsx';
import { Figure } from './picture.tsx';
import { MostPopular } from './ranking.tsx';

/** What stands on the page of an article beside the article itself. */
export interface Beside {
  related: readonly RelatedArticle[];
  /** The same article in the other edition. */
  translation?: ArticleCard | undefined;
  /** Whether that one names this one in turn. */
  mutual?: boolean | undefined;
  /** What readers have been told to be corrected, newest first. */
  corrections?: readonly Correction[] | undefined;
  popular?: PopularAnswer | undefined;
  /** Those before and after it in its section. */
  neighbours?: Neighbours | undefined;
  /** It is not the page itself, but what an editor may see of it before. */
  preview?: PreviewAnswer;
}

const OTHER_TAGS = 8;

/** One article with everything a reader may know of it, and where to go on. */
export function articlePage(frame: Frame, article: PublicArticle, beside: Beside): string {
  const { edition, site } = frame;
  const { related, translation, mutual, corrections, popular, preview } = beside;
  const own = new Set(article.tags.map(({ slug }) => slug));
  const others = usedTags(related).filter(({ slug }) => !own.has(slug));
  const section = site.sections.find(({ slug }) => slug === article.section);
  return render(
    {
      frame,
      title: article.headline,
      description: article.excerpt,
      place: article.section,
      awaited: { media: article.lead, slot: 'hero' },
      ...(preview ? {} : { path: article.url, article, corrections }),
      ...(mutual ? { translation } : {}),
    },
    <>
      {preview && <PreviewMark preview={preview} edition={edition} />}
      <article class={['art', section?.colour].join(' ').trim()} {...langOf(article.language, edition)}>
        <Top edition={edition} section={section} article={article} />
        {article.lead && <Figure media={article.lead} slot="hero" first terms />}
        <Margin article={article} beside={beside} edition={edition} />
        <div class="body">
          <Body blocks={article.body} />
          <After article={article} edition={edition} preview={preview !== undefined} />
        </div>
        <Related related={related} page={article} edition={edition} />
      </article>
      <NeighbourLinks {...beside.neighbours} frame={frame} />
      <TagStrip
        title={words[edition].otherTags}
        tags={others.slice(0, OTHER_TAGS)}
        language={article.language}
        edition={edition}
      />
      <MostPopular popular={popular} edition={edition} />
    </>,
  );
}

interface TopProps {
  edition: Edition;
  section: Section | undefined;
  article: PublicArticle;
}

/** All that stands above the picture; what readers of an older version must know is part of it. */
function Top({ edition, section, article }: TopProps): JSX.Element {
  const { kicker, headline, standfirst } = article;
  return (
    <header>
      {(section || kicker) && (
        <p class="kicker">
          {section && (
            <a
              href={pathOf(edition, `/${section.slug}`)}
              lang={langOf(article.language, edition).lang ? edition : undefined}
            >
              {section.names[edition]}
            </a>
          )}
          {section && ' '}
          {kicker && <span>{kicker}</span>}
        </p>
      )}
      <h1>{headline}</h1>
      {standfirst && <p class="standfirst">{standfirst}</p>}
      <Change article={article} edition={edition} />
    </header>
  );
}

interface MarginProps {
  article: PublicArticle;
  beside: Beside;
  edition: Edition;
}

/** Who wrote it, when, how long it takes; the other edition; a way to pass it on. */
function Margin({ article, beside: { translation }, edition }: MarginProps): JSX.Element {
  const say = words[edition];
  const { by, firstPublished, modified, readingMinutes, located } = article;
  return (
    <div class="by" lang={langOf(article.language, edition).lang ? edition : undefined}>
      {by.length > 0 && (
        <p>
          {`${say.by} `}
          <NameLinks names={by} kind="author" edition={edition} />
        </p>
      )}
      <p>
        <time dateTime={firstPublished}>{dateTime(edition, firstPublished)}</time>
        {modified !== firstPublished && (
          <>
            {`${say.updated} `}
            <time dateTime={modified}>{dateTime(edition, modified)}</time>
          </>
        )}
      </p>
      <p>
        {located && <>{located} · </>}
        {say.minutes(readingMinutes)}
      </p>
      {translation && <OtherEdition article={article} translation={translation} edition={edition} />}
      <p data-share="" hidden>
        <button type="button">{say.share}</button>
      </p>
    </div>
  );
}

interface AfterProps {
  article: PublicArticle;
  edition: Edition;
  preview: boolean;
}

/** What follows the text: what it is about, how it came to be what it is, and whose it is. */
function After({ article, edition, preview }: AfterProps): JSX.Element {
  const foreign = langOf(article.language, edition).lang ? edition : undefined;
  return (
    <div class="after">
      {article.tags.length > 0 && (
        <div class="tags">
          <p class="visually-hidden" lang={foreign}>
            {words[edition].tags}
          </p>
          <TagLinks tags={article.tags} edition={edition} />
        </div>
      )}
      {article.revision > 1 && !preview && (
        <p class="history" lang={foreign}>
          <a href={revisionsPath(edition, article.id)}>{historyWords[edition].title}</a>
        </p>
      )}
      {article.copyrightNotice && <p class="meta">{article.copyrightNotice}</p>}
    </div>
  );
}

interface OtherEditionProps {
  article: PublicArticle;
  translation: ArticleCard;
  edition: Edition;
}

/** The way to the other edition, and whether that one knows better by now. */
function OtherEdition({ article, translation, edition }: OtherEditionProps): JSX.Element {
  const { url, language } = translation;
  const newer = newerSide(article, translation);
  return (
    <>
      {newer && <p class="note">{historyWords[edition].newer[newer.changeType]}</p>}
      <p>
        <a class="there" href={url} hreflang={language} lang={edition === 'en' ? 'ko' : 'en'}>
          {words[edition].readThere}
        </a>
      </p>
    </>
  );
}

function PreviewMark({ preview, edition }: { preview: PreviewAnswer; edition: Edition }): JSX.Element {
  const title = historyWords[edition].preview;
  return (
    <aside class="note" aria-label={title}>
      <p>
        <strong>{title}</strong> {previewNote(edition, preview).join(' ')}
      </p>
    </aside>
  );
}

/** What the newest correction or change of substance was, and when; a changed comma is nobody's business. */
function Change({ article, edition }: { article: PublicArticle; edition: Edition }): JSX.Element | null {
  const { lastChange } = article;
  if (!lastChange?.changeNote) return null;
  const { changeType, changeNote, at } = lastChange;
  const title = changeType === 'correction' ? words[edition].correction : words[edition].changed;
  const foreign = langOf(article.language, edition).lang ? edition : undefined;
  return (
    <aside class="note" aria-label={title}>
      <p>
        <strong lang={foreign}>{title}</strong> {changeNote}
      </p>
      <p class="meta" lang={foreign}>
        <time dateTime={at}>{dateTime(edition, at)}</time>
      </p>
    </aside>
  );
}

interface RelatedProps {
  related: Beside['related'];
  /** The article whose page this is: what surrounds this is in its language. */
  page: PublicArticle;
  edition: Edition;
}

/** What to read next, and why; nothing at all where there is nothing. */
function Related({ related, page, edition }: RelatedProps): JSX.Element | null {
  if (related.length === 0) return null;
  const around = langOf(page.language, edition).lang;
  return (
    <section class="more rail" aria-labelledby="related" lang={around ? edition : undefined}>
      <h2 id="related">{words[edition].related}</h2>
      <ul>
        {related.map(({ id, url, headline, language, reason }) => (
          <li key={id} {...langOf(language, edition)}>
            <a href={url}>{headline}</a>{' '}
            <span class="meta" lang={langOf(language, edition).lang ? edition : undefined}>
              {reasonInWords(edition, reason)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function reasonInWords(edition: Edition, { kind, tags }: RelatedArticle['reason']): string {
  const say = words[edition];
  const names = tags.map(({ name }) => name).join(', ');
  switch (kind) {
    case 'editor':
      return say.editorsPick;
    case 'people':
      return say.samePeople(names, tags.length);
    case 'organisations':
      return say.sameOrganisations(names, tags.length);
    case 'tags':
      return say.sameTags(names, tags.length);
    case 'words':
      return say.sameWords;
  }
}
