import { type Article, type PublicArticle, plainText } from '#libs/contracts';
import { articlePath, excerpt, fingerprint, readingMinutes } from '#libs/text';
import { changeOf } from './modified.ts';

interface Showing {
  article: Article;
  /** What is known of it until now. */
  state: { id: string; revision: number; article?: PublicArticle };
  seq: number;
  firstPublished: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** A version as readers see it from now on. */
export function publicArticle({ article, state, seq, firstPublished, now }: Showing): PublicArticle {
  const { publishAt: _, embargoedUntil: __, slugline: ___, pubStatus: ____, ...open } = article;
  const words = plainText(article.body);
  const revision = state.revision + 1;
  return {
    ...open,
    ...changeOf({ article, before: state.article, revision, firstPublished, now }),
    id: state.id,
    url: articlePath({ ...article, id: state.id, firstPublished }),
    seq,
    firstPublished,
    revision,
    fingerprint: fingerprint(`${article.headline}\n${words}`),
    excerpt: article.standfirst ?? excerpt(words, 200),
    readingMinutes: readingMinutes(words, article.language),
  };
}
