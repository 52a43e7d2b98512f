// What pages do in a browser beyond what they say: theme, times told from now, suggestions, sharing, and a line that
// says when there is news. No page needs any of it. Runs under a policy that allows no markup from text, sets no
// cookie, and asks this site alone. One file, as it leaves the compiler: whatever it needs stands here, in
// syntax that a tool which only takes types away can read.

type Lang = 'en' | 'ko';

interface Suggestion {
  kind: 'article' | 'tag' | 'person' | 'section';
  text: string;
  url: string;
  language: string;
}

/** Later than this a date says more than a number of days. */
const DAYS_TOLD = 7;
const MINUTE = 60_000;
/** A pause of somebody who types. */
const PAUSE_MS = 120;
const MOST = 8;

const words = {
  en: {
    now: 'just now',
    copied: 'Link copied',
    found: 'Suggestions',
    news: (count: number) =>
      count === 1 ? '1 new article' : count ? `${count} new articles` : 'New articles',
    kinds: { article: '', tag: 'Tag', person: 'Person', section: 'Section' },
  },
  ko: {
    now: '방금',
    copied: '링크를 복사했습니다',
    found: '추천 검색어',
    news: (count: number) => (count ? `새 기사 ${count}건` : '새 기사'),
    kinds: { article: '', tag: '태그', person: '인물', section: '섹션' },
  },
};

/** How long ago that was, as one says it; nothing where a date says more. Milliseconds. */
export function ago(age: number, lang: Lang): string | undefined {
  const minutes = Math.floor(age / MINUTE);
  if (minutes < 0 || minutes >= DAYS_TOLD * 1_440) return undefined;
  if (minutes === 0) return words[lang].now;
  const tell = new Intl.RelativeTimeFormat(lang);
  if (minutes < 60) return tell.format(-minutes, 'minute');
  return minutes < 1_440
    ? tell.format(-Math.floor(minutes / 60), 'hour')
    : tell.format(-Math.floor(minutes / 1_440), 'day');
}

const langOf = (text: string): Lang => (/^ko\b/i.test(text) ? 'ko' : 'en');

/** What pages do not hold, since without this script there is nothing that it would be for. */
const css = `.suggested{position:absolute;z-index:2;inset:100% 0 auto auto;min-width:100%;width:max-content;max-width:min(90vw,28rem);margin:2px 0 0;padding:0;list-style:none;text-align:start;background:var(--paper,Canvas);color:var(--ink,CanvasText);border:1px solid var(--ink,CanvasText)}
.suggested li{display:flex;justify-content:space-between;gap:1rem;min-height:44px;align-items:center;padding:.25rem .75rem;cursor:pointer;line-height:1.3}
.suggested li+li{border-top:1px solid var(--line,GrayText)}
.suggested [aria-selected=true]{background:var(--ink,Highlight);color:var(--paper,HighlightText)}
.suggested small{flex:none}
.suggests{position:relative}
.news{position:absolute;z-index:1;inset:6px 0 auto;margin:0 auto;width:max-content;background:var(--paper,Canvas)}
.news a{display:block;padding:.6rem 1rem;color:var(--hong,LinkText);font-weight:700}
@media print{.news,.suggested{display:none}}`;

/** `undefined` follows the system. */
function showTheme(theme: string | null | undefined): void {
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;
  else delete root.dataset['theme'];
}

function storedTheme(): string | null {
  try {
    return localStorage.getItem('theme');
  } catch {
    return null;
  }
}

function keepTheme(theme: string): void {
  try {
    if (theme === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', theme);
  } catch {
    // Who lets sites keep nothing has the theme for this page.
  }
}

/** `[data-theme]` holds a button for each theme, and is hidden until it can do something. */
function offerThemes(): void {
  for (const box of document.querySelectorAll<HTMLElement>('body [data-theme]')) {
    const buttons = [...box.querySelectorAll('button')];
    const mark = (): void => {
      const now = document.documentElement.dataset['theme'] ?? 'system';
      for (const each of buttons) each.setAttribute('aria-pressed', String(each.value === now));
    };
    for (const each of buttons) {
      each.addEventListener('click', () => {
        keepTheme(each.value);
        showTheme(each.value);
        mark();
      });
    }
    mark();
    box.hidden = false;
  }
}

/** Times of a moment, in the language they stand in; the words they had stay as their title. */
function tellTimes(): void {
  for (const time of document.querySelectorAll('time')) {
    // Times in a column, and the exact ones of an article and of its corrections, stay as they are.
    if (!time.dateTime.includes('T') || time.closest('.latest, .by, .correction')) continue;
    time.title ||= time.textContent;
    const lang = langOf(time.closest<HTMLElement>('[lang]')?.lang ?? '');
    const told = ago(Date.now() - Date.parse(time.dateTime), lang) ?? time.title;
    if (time.textContent !== told) time.textContent = told;
  }
}

/** `[data-share]` holds a button, and is hidden where there is no way to share. */
function offerSharing(lang: Lang): void {
  if (!('share' in navigator) && !('clipboard' in navigator)) return;
  const link = document.querySelector<HTMLLinkElement>('link[rel=canonical]');
  const url = link?.href ?? location.href;
  for (const box of document.querySelectorAll<HTMLElement>('[data-share]')) {
    const button = box.querySelector('button');
    if (!button) continue;
    const said = box.appendChild(document.createElement('span'));
    said.setAttribute('role', 'status');
    button.addEventListener('click', async () => {
      try {
        if ('share' in navigator) await navigator.share({ title: document.title, url });
        else {
          await (navigator as Navigator).clipboard.writeText(url);
          said.textContent = ` ${words[lang].copied}`;
        }
      } catch {
        // The reader has thought better of it.
      }
    });
    box.hidden = false;
  }
}

/** A field for questions, as a combobox with a list of its own (ARIA 1.2). */
class Suggester {
  private readonly list = document.createElement('ul');
  private shown: Suggestion[] = [];
  private chosen = -1;
  private timer = 0;
  private asking = new AbortController();
  private readonly field: HTMLInputElement;
  private readonly lang: Lang;
  private readonly name: string;

  constructor(field: HTMLInputElement, lang: Lang, name: string) {
    this.field = field;
    this.lang = lang;
    this.name = name;
    this.list.className = 'suggested';
    this.list.id = name;
    this.list.hidden = true;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', words[lang].found);
    field.form?.classList.add('suggests');
    field.after(this.list);
    field.autocomplete = 'off';
    for (const [key, value] of [
      ['role', 'combobox'],
      ['aria-autocomplete', 'list'],
      ['aria-controls', name],
    ] as const)
      field.setAttribute(key, value);
    this.show([]);
    field.addEventListener('input', () => this.wait());
    field.addEventListener('keydown', (event) => this.key(event));
    field.addEventListener('blur', () => this.show([]));
    // Before the field loses the focus, which would take the list away.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.asking.abort();
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const q = this.field.value.trim().slice(0, 100);
    if (q === '') return this.show([]);
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const query = new URLSearchParams({ q, lang: this.lang, limit: String(MOST) });
      const response = await fetch(`/api/v1/suggest?${query}`, { signal });
      const { data } = (await response.json()) as { data?: Suggestion[] };
      if (!signal.aborted) this.show(data ?? []);
    } catch {
      if (!signal.aborted) this.show([]);
    }
  }

  private show(suggestions: Suggestion[]): void {
    this.shown = suggestions;
    this.list.replaceChildren(...suggestions.map((each, index) => this.option(each, index)));
    this.list.hidden = suggestions.length === 0;
    this.field.setAttribute('aria-expanded', String(!this.list.hidden));
    this.choose(-1);
  }

  private option({ kind, text, language }: Suggestion, index: number): HTMLElement {
    const option = document.createElement('li');
    option.id = `${this.name}-${index}`;
    option.setAttribute('role', 'option');
    const label = option.appendChild(document.createElement('span'));
    label.textContent = text;
    if (langOf(language) !== this.lang) label.lang = language;
    const word = words[this.lang].kinds[kind];
    if (word) option.appendChild(document.createElement('small')).textContent = word;
    option.addEventListener('click', () => this.go(index));
    return option;
  }

  private choose(index: number): void {
    this.chosen = index;
    [...this.list.children].forEach((each, at) => {
      each.setAttribute('aria-selected', String(at === index));
    });
    const option = this.list.children[index];
    if (option) this.field.setAttribute('aria-activedescendant', option.id);
    else this.field.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  private key(event: KeyboardEvent): void {
    // While a syllable is being put together, the keys are the keyboard's own.
    if (event.isComposing || this.shown.length === 0) return;
    const places = this.shown.length + 1;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(((this.chosen + 1 + step + places) % places) - 1);
    else if (event.key === 'Escape') this.show([]);
    else if (event.key === 'Enter' && this.chosen >= 0) this.go(this.chosen);
    else return;
    event.preventDefault();
  }

  private go(index: number): void {
    const url = this.shown[index]?.url ?? '';
    if (/^\/(?!\/)/.test(url)) location.assign(url);
  }
}

/** A line above the front that says how many articles came since it was made. It lies over the page and moves nothing. */
class News {
  private readonly line = document.createElement('p');
  private readonly link = document.createElement('a');
  private readonly seen = new Set<string>();
  private source: EventSource | undefined;
  private lastId = '';
  private readonly lang: Lang;

  constructor(lang: Lang) {
    this.lang = lang;
    this.line.className = 'news';
    this.line.setAttribute('role', 'status');
    this.link.href = location.pathname;
    (document.querySelector('header') ?? document.body).append(this.line);
    // Of the few connections that a browser has for a site, one that nobody looks at takes none.
    const follow = (): void => (document.hidden ? this.rest() : this.follow());
    document.addEventListener('visibilitychange', follow);
    addEventListener('pagehide', () => this.rest());
    addEventListener('pageshow', follow);
  }

  private follow(): void {
    if (this.source) return;
    const after: Record<string, string> = this.lastId ? { after: this.lastId } : {};
    const query = new URLSearchParams({ types: 'published', lang: this.lang, ...after });
    this.source = new EventSource(`/api/v1/stream?${query}`);
    this.source.addEventListener('published', ({ data, lastEventId }) => {
      this.lastId = lastEventId;
      const { id, url } = JSON.parse(String(data)) as { id: string; url: string };
      if (!document.querySelector(`a[href="${CSS.escape(url)}"]`)) this.seen.add(id);
      if (this.seen.size > 0) this.say();
    });
    this.source.addEventListener('reset', ({ lastEventId }) => {
      this.lastId = lastEventId;
      this.say();
    });
  }

  private rest(): void {
    this.source?.close();
    this.source = undefined;
  }

  private say(): void {
    this.link.textContent = words[this.lang].news(this.seen.size);
    this.line.append(this.link);
  }
}

function start(): void {
  const lang = langOf(document.documentElement.lang);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  offerThemes();
  offerSharing(lang);
  tellTimes();
  setInterval(tellTimes, MINUTE);
  document.querySelectorAll<HTMLInputElement>('form input[name=q]').forEach((field, index) => {
    new Suggester(field, lang, `suggested-${index}`);
  });
  if (/^\/(ko\/?)?$/.test(location.pathname)) new News(lang);
}

if (typeof document !== 'undefined') {
  // At once, so that no page is shown in the other theme first.
  showTheme(storedTheme());
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}
