/**
 * What tests stand on: engines shared by all files of a run, an installation of its own for each file, all
 * apps in one process, and `settled()` instead of sleeps. For drills: a broker that may be killed, a road to it
 * on which answers go astray, members of a consumer group and the ledger they write. For tests only.
 */
export { anArticle, anEvent, aPublicArticle } from './article.ts';
export { type OwnBroker, ownBroker } from './broker.ts';
export { engine, installation, ownState } from './engines.ts';
export { within } from './eventually.ts';
export { aHold } from './hold.ts';
export { type Book, type Entry, Ledger } from './ledger.ts';
export { type Member, spawnMember, startMember } from './member.ts';
export { type Newsroom, startNewsroom } from './newsroom.ts';
export { type Fate, Road } from './road.ts';
export { type EndedSpan, recordSpans } from './spans.ts';
export type { Weather } from './weather.ts';
