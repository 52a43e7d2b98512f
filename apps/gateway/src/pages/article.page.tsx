import type { JSX } from 'preact';
import {
  type ArticleCard,
  type Correction,
  type PopularAnswer,
  type PreviewAnswer,
  type PublicArticle,
  type RelatedArticle,
  usedTags,
} from '#libs/contracts';
import { dateTime, type Edition, pathOf, words } from '../edition.ts';
import { historyWords, previewNote, revisionsPath } from '../history.ts';
import { newerSide } from '../translation.ts';
import { Body } from './body.tsx';
import { type Frame, langOf, render } from './layout.tsx';
import { NameLinks, TagStrip } from './links.tsx';
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
  /** It is not the page itself, but what an editor may see of it before. */
  preview?: PreviewAnswer;
}

const OTHER_TAGS = 8;

/** One article with everything a reader may know of it, and where to go on. */
export function articlePage(frame: Frame, article: PublicArticle, beside: Beside): string {
  const { edition } = frame;
  const { related, translation, mutual, corrections, popular, preview } = beside;
  const own = new Set(article.tags.map(({ slug }) => slug));
  const others = usedTags(related).filter(({ slug }) => !own.has(slug));
  return render(
    {
      frame,
      title: article.headline,
      description: article.excerpt,
      ...(preview ? {} : { path: article.url, article, corrections }),
      ...(mutual ? { translation } : {}),
    },
    <>
      {preview && <PreviewMark preview={preview} edition={edition} />}
      <article {...langOf(article.language, edition)}>
        <Top frame={frame} article={article} />
        {translation && <OtherEdition article={article} translation={translation} edition={edition} />}
        {article.lead && <Figure media={article.lead} slot="hero" first />}
        <Body blocks={article.body} />
        <Change article={article} edition={edition} />
        {article.revision > 1 && !preview && (
          <p class="meta history" lang={langOf(article.language, edition).lang ? edition : undefined}>
            <a href={revisionsPath(edition, article.id)}>{historyWords[edition].title}</a>
          </p>
        )}
        {article.copyrightNotice && <p class="meta">{article.copyrightNotice}</p>}
        {article.tags.length > 0 && (
          <p class="meta">
            {words[edition].tags}: <NameLinks names={article.tags} kind="tag" edition={edition} />
          </p>
        )}
      </article>
      <Related related={related} edition={edition} />
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

/** All that stands above the text. */
function Top({ frame: { edition, site }, article }: { frame: Frame; article: PublicArticle }): JSX.Element {
  const say = words[edition];
  const section = site.sections.find(({ slug }) => slug === article.section);
  return (
    <>
      {section && (
        <p class={`kicker ${section.colour}`}>
          <a href={pathOf(edition, `/${section.slug}`)}>{section.names[edition]}</a>
        </p>
      )}
      <h1>{article.headline}</h1>
      {article.standfirst && <p class="standfirst">{article.standfirst}</p>}
      <p class="meta">
        {article.by.length > 0 && (
          <>
            {`${say.by} `}
            <NameLinks names={article.by} kind="author" edition={edition} />
            {' · '}
          </>
        )}
        <time dateTime={article.firstPublished}>{dateTime(edition, article.firstPublished)}</time>
        {article.modified !== article.firstPublished && (
          <>
            {` · ${say.updated} `}
            <time dateTime={article.modified}>{dateTime(edition, article.modified)}</time>
          </>
        )}
        {` · ${say.minutes(article.readingMinutes)}`}
      </p>
      {article.located && <p class="meta">{article.located}</p>}
    </>
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
      {newer && (
        <p class="note" lang={langOf(article.language, edition).lang ? edition : undefined}>
          {historyWords[edition].newer[newer.changeType]}
        </p>
      )}
      <p class="meta">
        <a href={url} hreflang={language} lang={edition === 'en' ? 'ko' : 'en'}>
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

/** What the newest correction or change of substance was; a changed comma is nobody's business. */
function Change({ article, edition }: { article: PublicArticle; edition: Edition }): JSX.Element | null {
  const { lastChange } = article;
  if (!lastChange?.changeNote) return null;
  const { changeType, changeNote } = lastChange;
  const title = changeType === 'correction' ? words[edition].correction : words[edition].changed;
  return (
    <aside class="note" aria-label={title}>
      <p>
        <strong>{title}</strong> {changeNote}
      </p>
    </aside>
  );
}

/** What to read next, and why; nothing at all where there is nothing. */
function Related({ related, edition }: { related: Beside['related']; edition: Edition }): JSX.Element | null {
  if (related.length === 0) return null;
  return (
    <section class="related" aria-labelledby="related">
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
