/**
 * Every schema that crosses a process: articles, events, log topics, questions, answers and problems.
 * One zod schema per thing gives validation, the TypeScript type and the published JSON Schema; a field's
 * meaning stands in its schema. Depends on nothing but zod and Node itself, so that every room may rely on it.
 */

export {
  ArchiveAnswer,
  ArchiveQuestion,
  CalendarAnswer,
  CalendarQuestion,
  Correction,
  CorrectionsAnswer,
  CorrectionsQuestion,
  MonthName,
  MonthsAnswer,
  SITEMAP_PART,
  seoulSpan,
  TombstonesAnswer,
  TombstonesQuestion,
} from './archive.ts';
export {
  Article,
  ArticleCard,
  ArticleInput,
  cardOf,
  Language,
  LastChange,
  Notice,
  PUBLIC_ID,
  PublicArticle,
  Slug,
  Tag,
  Uri,
} from './article.ts';
export { type AsyncApi, type AsyncMessage, asyncApi, type Channel } from './asyncapi.ts';
export { type AuditEntry, AuditRecord, chained, type DeskAct, deskActs, hashOf } from './audit.ts';
export {
  Block,
  Media,
  MediaFacts,
  MediaId,
  MediaOrder,
  MediaReceipt,
  mediaLimits,
  picturesOf,
  plainText,
  Span,
} from './body.ts';
export { canonical } from './canonical.ts';
export { schemaList, schemaOfType, schemaTypes } from './catalogue.ts';
export { Change, GoneArticle, goneKinds } from './change.ts';
export { curlOf } from './curl.ts';
export {
  DecisionBook,
  DecisionInput,
  DecisionList,
  DecisionParameters,
  DecisionRow,
  DeskDecision,
  LetterDecision,
  ListDecision,
  ListLifting,
} from './decision.ts';
export {
  DeliveryList,
  DeliveryParameters,
  DeliveryQuery,
  deliveryStates,
  ReplayAnswer,
  ReplayQuery,
  WebhookDelivery,
  WebhookParameters,
  WebhookSigning,
  WebhookTest,
} from './delivery.ts';
export { deskApi, ReceiptParameters } from './desk.ts';
export {
  CompareAnswer,
  CompareQuestion,
  DRIFT_IDS,
  DRIFT_PAGE,
  Drift,
  DriftAnswer,
  type DriftKind,
  type DriftPlace,
  DriftQuestion,
  DriftState,
  differenceOf,
  driftKinds,
  driftPlaces,
  HeldAnswer,
  HeldQuestion,
  type Holding,
  IdsQuestion,
  KnownAnswer,
  RecordAnswer,
  RecordedArticle,
  RecordedQuestion,
  RecordQuestion,
} from './drift.ts';
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
  MediaReady,
  type NewsroomType,
  newsroomTypes,
  WithdrawalInput,
} from './event.ts';
export { articleExample, eventExamples } from './example.ts';
export { type Field, fieldsOf, meaningOf, typeInWords } from './fields.ts';
export {
  ArticleParameters,
  ArticlePut,
  ArticlePutQuery,
  ArticleStanding,
  BatchDryRun,
  Difference,
  DryRun,
  EventQuery,
  Foresight,
  WithdrawQuery,
  WithdrawRequest,
} from './gate.ts';
export { problemGuide } from './guide.ts';
export {
  ImportDryRun,
  ImportQuery,
  ImportReceipt,
  ItemReceipt,
  KeptPayload,
  PayloadId,
  PayloadList,
  PayloadListQuery,
  PayloadParameters,
  PayloadUris,
  Provenance,
  ReimportQuery,
  wireTypes,
} from './import.ts';
export { NotJson, readJson } from './json.ts';
export { type JsonSchema, nameOf, Shelf, standalone } from './jsonschema.ts';
export {
  KeyFacts,
  KeyInput,
  KeyList,
  KeyMade,
  KeyParameters,
  KeyRecord,
  type Scope,
  scopes,
  WebhookSecret,
  WhoAmI,
} from './key.ts';
export { SectionAnswer, SlugParameters } from './naming.ts';
export {
  EventParameters,
  newsroomApi,
  newsroomEvents,
  StatusQuery,
  TypeParameters,
} from './newsroom.ts';
export { type ApiOperation, type OpenApi, openApi } from './openapi.ts';
export { type Api, type Operation, problemsOf, type Sample } from './operation.ts';
export {
  PAST_LINK_MS,
  PastAnswer,
  PastArticleAnswer,
  type PastClaim,
  PastHistoryAnswer,
  PastListAnswer,
  PastListQuestion,
  PastQuestion,
  PastSpan,
  readPast,
  signPast,
} from './past.ts';
export { beginOf, endOf, SEOUL } from './period.ts';
export {
  PreviewAnswer,
  type PreviewClaim,
  PreviewQuestion,
  PreviewReceipt,
  previewHours,
  previewSecret,
  readPreview,
  signPreview,
} from './preview.ts';
export { Fault, Problem, type ProblemCode, problems } from './problem.ts';
export { Pull, type PullOutcome, pullOutcomes, SourceList, SourceRow } from './pull.ts';
export { QuarantineAnswer, QuarantineQuestion } from './quarantine.ts';
export {
  ArticleAnswer,
  ArticleListQuery,
  ArticleQuery,
  ArticleQuestion,
  AuthorAnswer,
  ListAnswer,
  ListQuestion,
  ListsAnswer,
  ListsQuestion,
  MediaAnswer,
  NameQuery,
  NamesAnswer,
  PopularAnswer,
  PopularListsAnswer,
  PopularListsQuestion,
  PopularQuery,
  PopularQuestion,
  popularState,
  popularWindows,
  ReachedAnswer,
  ReachedQuestion,
  RebuildAnswer,
  RelatedArticle,
  RelatedQuery,
  RetellQuestion,
  SectionListQuery,
  TagAnswer,
  TagCount,
  TagListAnswer,
  TagListQuery,
  Translation,
  usedTags,
  WithdrawnAnswer,
} from './question.ts';
export { ArticleParameter, IdParameters, NoQuery, PublicStatus, publicApi } from './reading.ts';
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
export { Mark, PieceChange, Revision, RevisionsAnswer, RevisionsQuery } from './revision.ts';
export { seal, sealingKey, unseal, webhookSignature, written } from './sealing.ts';
export {
  Explanation,
  type FacetName,
  FacetValue,
  facetsOf,
  foundBy,
  isPeriod,
  SearchAnswer,
  SearchFacets,
  SearchHit,
  SearchQuery,
} from './search.ts';
export { isSignedBy, jwkOf, SigningJwk, signed, signingKey } from './signing.ts';
export { demoSite, HIDDEN_SECTION, isHidden, reservedSlugs, Section, Site } from './site.ts';
export { Source, SourceName, Sources, VersionRule, type WireFormat, wireFormats } from './source.ts';
export {
  type StreamAlerts,
  StreamArticle,
  StreamQuery,
  type StreamType,
  type StreamWithdrawal,
  typesOf,
} from './stream.ts';
export {
  patched,
  SubscriptionBook,
  SubscriptionRecord,
  WebhookFacts,
  WebhookInput,
  WebhookList,
  WebhookMade,
  WebhookPatch,
  type WebhookType,
  webhookTypes,
} from './subscription.ts';
export { KinAnswer, KinQuery, SuggestAnswer, Suggestion, SuggestQuery } from './suggest.ts';
export {
  deliveries,
  pathOn,
  type Surface,
  SurfaceClass,
  surfaces,
  type Whereabouts,
} from './surface.ts';
export {
  SurfaceProbe,
  subjectOf,
  TakedownHop,
  TakedownQuestion,
  TakedownReceipt,
  TakedownSubject,
  takedownInWords,
} from './takedown.ts';
export {
  deadTopic,
  encodeAudit,
  encodeChange,
  encodeDecision,
  encodeIntake,
  encodeKey,
  encodeSubscription,
  encodeViews,
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
export {
  PackedViews,
  SALT_KEPT_MS,
  type SaltsAnswer,
  VIEWS_PER_BATCH,
  type View,
  ViewBatch,
} from './view.ts';
export {
  Granted,
  InscriptionsAnswer,
  InscriptionsQuestion,
  PictureStanding,
  Wish,
  WishAnswer,
  WishFailure,
  WishParameters,
  WishQuestion,
} from './wish.ts';
