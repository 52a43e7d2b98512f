/**
 * What tests stand on: engines shared by all files of a run, an installation of its own for each file, all
 * apps in one process, and `settled()` instead of sleeps. May be imported from tests only.
 */
export { anArticle, anEvent, aPublicArticle } from './article.ts';
export { engine, installation } from './engines.ts';
export { within } from './eventually.ts';
export { aHold } from './hold.ts';
export { type Newsroom, startNewsroom } from './newsroom.ts';
export { type EndedSpan, recordSpans } from './spans.ts';
