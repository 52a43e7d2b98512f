import type { Tag } from '#libs/contracts';
import { bylineOf } from '../byline.ts';
import { Draft } from '../draft.ts';
import { isObject, jsonOf, Members, unreadable } from '../json.ts';
import { paragraphs } from '../markup.ts';
import type { Adapter, FieldRule, WireItem } from '../wire.ts';
import { associated, ownMedia } from './media.ts';
import { type Generation, generationOf, judgeNinjs } from './rules.ts';
import { bodyOf, descriptionOf, headlineOf, kickerOf } from './text.ts';

/** ninjs 1, 2 and 3, one item or a list of them; files that miss their schema are read as they are meant. */

const fields: readonly FieldRule[] = [
  { from: 'uri', to: 'uri', how: 'without one: guid' },
  { from: 'version', to: 'version', how: 'where it is a whole number from 1; else the source says' },
  { from: 'versionCreated', how: 'the version, where the source counts by it' },
  { from: 'language', to: 'language' },
  { from: 'headlines[role=main].value, headline', to: 'headline', how: 'without one: title, slugline' },
  {
    from: 'descriptions, description_*',
    to: 'standfirst',
    how: 'of a picture, a film or an event: its text',
  },
  {
    from: 'bodies, body_*',
    to: 'body',
    how: 'HTML before NITF before plain text; a first h1 that says the headline again is left out',
  },
  { from: 'by, byline', to: 'by', how: 'name by name; their roles from infoSources' },
  { from: 'headlines[role=kicker].value', to: 'kicker' },
  { from: 'located', to: 'located' },
  { from: 'slugline', to: 'slugline' },
  { from: 'urgency', to: 'urgency' },
  { from: 'contentCreated', to: 'contentCreated', how: 'without it: firstCreated, versionCreated' },
  { from: 'embargoedUntil, embargoed', to: 'embargoedUntil', how: 'without a date: withheld' },
  { from: 'expires', to: 'expires' },
  { from: 'pubStatus', to: 'pubStatus', how: 'withheld is held; canceled withdraws the article' },
  { from: 'people, organisations, places, events', to: 'tags', how: 'with their types' },
  {
    from: 'subjects',
    to: 'tags',
    how: 'as topics; names, codes and uris choose the section, and one of rel section does nothing else',
  },
  { from: 'objects', to: 'tags', how: 'those that the text is about' },
  { from: 'renditions', to: 'lead', how: 'of a picture by itself; the narrowest from 1,600 pixels on' },
  {
    from: 'associations',
    to: 'lead',
    how: 'the first picture, or the one that is called main; others and films follow the text; emblems are left out',
  },
  { from: 'associations[].uri', to: 'related', how: 'of what is neither picture nor film' },
  { from: 'copyrightHolder', to: 'copyrightHolder' },
  { from: 'copyrightNotice', to: 'copyrightNotice' },
  { from: 'usageTerms', to: 'usageTerms' },
  { from: 'edNote, genres, eventDetails, plannedCoverage' },
  { from: 'rightsInfo, trustIndicators, digitalSourceType' },
  { from: 'type, profile, representationType, altIds, standard', how: 'about the file; not told' },
];

export const ninjs: Adapter = {
  format: 'ninjs',
  read(bytes: Buffer): WireItem[] {
    const value = jsonOf(bytes);
    if (Array.isArray(value)) return value.map((each, index) => itemOf(each, `/${index}`));
    // Some send a list of items in an envelope of their own.
    const inside = isObject(value) ? (value['items'] ?? value['data']) : undefined;
    if (isObject(value) && Array.isArray(inside) && !('uri' in value)) {
      const name = value['items'] === inside ? 'items' : 'data';
      return inside.map((each, index) => itemOf(each, `/${name}/${index}`));
    }
    return [itemOf(value, '')];
  },
  fields,
};

function itemOf(value: unknown, pointer: string): WireItem {
  if (!isObject(value)) throw unreadable(pointer, 'is no object');
  const item = new Members(value, pointer);
  const draft = new Draft(pointer);
  const generation = generationOf(value);
  judgeNinjs(value, generation, { draft, pointer });
  told(item, draft, generation);
  identity(item, draft);
  if (draft.type === 'article.withdrawn') return filed(draft, item);
  words(item, draft);
  times(item, draft);
  tags(item, draft);
  content(item, draft);
  return filed(draft, item);
}

/** Items within others are judged as well. */
function told(item: Members, draft: Draft, generation: Generation): void {
  for (const { members } of item.entries('associations')) {
    if (members.has('uri')) judgeNinjs(members.value, generation, { draft, pointer: members.pointer });
  }
}

function identity(item: Members, draft: Draft): void {
  draft.uri(item.text('uri', 'guid'), item.at('uri', 'guid'));
  if (draft.data.uri === undefined) draft.note('guessed', 'has no uri');
  const version = item.text('version');
  if (version !== undefined && /^[1-9]\d{0,14}$/.test(version.trim())) draft.data.version = Number(version);
  draft.versionCreated = draft.time(undefined, item.at('versionCreated'), item.text('versionCreated'));
  const status = item.text('pubStatus')?.toLowerCase();
  if (status === 'canceled' || status === 'cancelled') {
    draft.type = 'article.withdrawn';
    draft.data.reason = item.text('edNote') ?? 'canceled by its sender';
  } else if (status === 'withheld') draft.data.pubStatus = 'withheld';
}

function words(item: Members, draft: Draft): void {
  draft.language(item.text('language'), item.at('language'));
  const headline = headlineOf(item);
  const [stand, name] = [item.text('title', 'slugline'), item.has('title') ? 'title' : 'slugline'];
  draft.line('headline', headline ?? stand, item.at('headlines', 'headline', name));
  if (headline === undefined && stand !== undefined) {
    draft.note('guessed', `the headline is its ${name}`, item.at(name));
  }
  draft.line('kicker', kickerOf(item), item.at('headlines', 'headline'));
  draft.line('slugline', item.text('slugline'), item.at('slugline'));
  draft.line('located', item.text('located'), item.at('located'));
  for (const field of ['copyrightHolder', 'copyrightNotice', 'usageTerms'] as const) {
    draft.line(field, item.text(field), item.at(field));
  }
  const at = item.at('by', 'byline');
  const roles = rolesOf(item);
  for (const { name: who, role } of bylineOf(item.text('by', 'byline') ?? ''))
    draft.by(who, role ?? roles.get(who), at);
  draft.urgency(item.text('urgency'), item.at('urgency'));
}

/** What those are who wrote it, where that is told beside their names. */
function rolesOf(item: Members): ReadonlyMap<string, string> {
  const told = item.objects('infoSources', 'infosource').flatMap((each): [string, string][] => {
    const [name, role] = [each.text('name'), each.text('role')];
    return name === undefined || role === undefined || /^(author|writer|creator)$/i.test(role)
      ? []
      : [[name, role]];
  });
  return new Map(told);
}

function times(item: Members, draft: Draft): void {
  for (const name of ['contentCreated', 'firstCreated', 'versionCreated'] as const) {
    if (draft.data.contentCreated !== undefined) break;
    if (item.has(name)) draft.time('contentCreated', item.at(name), item.text(name));
  }
  draft.time('expires', item.at('expires'), item.text('expires'));
  const embargo = ['embargoedUntil', 'embargoed'] as const;
  const until = draft.time('embargoedUntil', item.at(...embargo), item.text(...embargo));
  if (item.has(...embargo) && until === undefined) {
    draft.data.pubStatus = 'withheld';
    draft.note('guessed', 'an embargo without an end holds it until a version has none', item.at(...embargo));
  }
}

function tags(item: Members, draft: Draft): void {
  const lists: [name: string, one: string, type: Tag['type']][] = [
    ['people', 'person', 'person'],
    ['organisations', 'organisation', 'organisation'],
    ['places', 'place', 'place'],
    ['events', 'event', 'event'],
    ['subjects', 'subject', 'topic'],
  ];
  for (const [name, one, type] of lists) {
    for (const each of item.objects(name, one))
      if (each.text('rel') !== 'section') draft.tag(each.text('name'), type, each.pointer);
  }
  const about = item
    .objects('objects', 'object')
    .filter((each) => /^(about|mentions)?$/.test(each.text('rel') ?? ''));
  for (const each of about) draft.tag(each.text('name'), undefined, each.pointer);
}

function content(item: Members, draft: Draft): void {
  const nature = item.text('type') ?? (item.has('renditions') ? 'picture' : 'text');
  const body = bodyOf(item, draft);
  const description = descriptionOf(item);
  const { picture, clip } = ownMedia(item, draft);
  draft.lead(picture);
  const after = associated(item, draft);
  const isText = nature === 'text' || nature === 'composite' || nature === 'component';
  if (isText && body !== undefined) draft.line('standfirst', description, item.at('descriptions'));
  else
    draft.note(
      'guessed',
      `${isText ? 'a text without body' : `what is of the type ${nature}`} becomes an article by itself`,
    );
  const text = body ?? paragraphs(description ?? '');
  draft.data.body = `${text}${clip ?? ''}${after}`;
}

/** With the codes and uris of its subjects, for the sections of its source. */
function filed(draft: Draft, item: Members): WireItem {
  const categories = item
    .objects('subjects', 'subject')
    .flatMap((each) => [each.text('name'), each.text('uri'), each.text('literal', 'code')])
    .filter((each) => each !== undefined);
  return { ...draft.item(), ...(categories.length > 0 ? { categories } : {}) };
}
