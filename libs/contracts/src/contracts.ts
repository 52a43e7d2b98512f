/**
 * Every schema that crosses a process: articles, events, log topics, questions, answers and problems.
 * One zod schema per thing gives validation, the TypeScript type and the published JSON Schema; a field's
 * meaning stands in its schema. Depends on nothing but zod, so that every room may rely on it.
 */
export {
  Article,
  ArticleCard,
  ArticleInput,
  cardOf,
  Language,
  Notice,
  PublicArticle,
  Slug,
  Tag,
  Uri,
} from './article.ts';
export {
  Block,
  Media,
  MediaFacts,
  MediaId,
  MediaReceipt,
  mediaLimits,
  picturesOf,
  plainText,
  Span,
} from './body.ts';
export { Change, GoneArticle, goneKinds } from './change.ts';
export { DeskDecision } from './decision.ts';
export {
  AlertAnswer,
  AlertClearing,
  AlertInput,
  BreakingAnswer,
  BreakingQuery,
  EditorialChange,
  EditorialEvent,
  type EditorialType,
  editorialKey,
  editorialTypes,
  FrontAnswer,
  FrontCuration,
  FrontQuery,
  type FrontSlot,
  frontSlots,
  NameAnswer,
  Renaming,
  reservedUris,
} from './editorial.ts';
export {
  Due,
  Envelope,
  IntakeEvent,
  internalTypes,
  type NewsroomType,
  newsroomTypes,
  WithdrawalInput,
} from './event.ts';
export { Fault, Problem, type ProblemCode, problems } from './problem.ts';
export {
  ArticleAnswer,
  ArticleListQuery,
  ArticleQuestion,
  AuthorAnswer,
  ListAnswer,
  ListQuestion,
  ListsAnswer,
  ListsQuestion,
  MediaAnswer,
  NameQuery,
  PopularAnswer,
  PopularQuery,
  popularWindows,
  RebuildAnswer,
  RelatedArticle,
  RelatedQuery,
  RetellQuestion,
  SearchAnswer,
  SearchHit,
  SearchQuery,
  TagAnswer,
  TagCount,
  TagListAnswer,
  TagListQuery,
  usedTags,
  WithdrawnAnswer,
} from './question.ts';
export {
  BatchReceipt,
  decodeToken,
  type EventOutcome,
  EventStatus,
  encodeToken,
  eventOutcomes,
  Hop,
  placeOfSeq,
  Receipt,
  seqOf,
  type Token,
  Verdict,
  VerdictsAnswer,
} from './receipt.ts';
export { demoSite, reservedSlugs, Section, Site } from './site.ts';
export { surfaces } from './surface.ts';
export {
  deadTopic,
  encodeChange,
  encodeIntake,
  type LogRecord,
  MAX_LETTER_BYTES,
  MAX_RECORD_BYTES,
  REPLAY_OF,
  readers,
  type Topic,
  toldIn,
  topics,
  traced,
  UndecodableRecord,
} from './topic.ts';
export { ViewBatch } from './view.ts';
