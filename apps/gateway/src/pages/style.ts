/** The one stylesheet. Korean words are never broken inside; five colours name the sections. */
export const styleSheet = `:root{color-scheme:light dark;--paper:#f5f8f5;--ink:#101817;--soft:#4f5b58;--line:#c9d4cf;--hong:#b81d2e;--cheong:#1b4f91;--muk:var(--ink);--hwang:#86590a;--nok:#1d6a50;--ja:#762e66}
@media (prefers-color-scheme:dark){:root{--paper:#0f1413;--ink:#e6ece8;--soft:#9fada8;--line:#2c3735;--hong:#ff8c8c;--cheong:#8fb6f2;--hwang:#e5b64b;--nok:#7fc9a8;--ja:#da9fcb}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:0 1rem 3rem;background:var(--paper);color:var(--ink);font:1.125rem/1.6 Georgia,"Apple SD Gothic Neo","Noto Sans KR","Noto Sans CJK KR","Malgun Gothic",serif}
:lang(ko){font-family:"Apple SD Gothic Neo","Noto Sans KR","Noto Sans CJK KR","Malgun Gothic",sans-serif;word-break:keep-all;line-break:strict}
h1,h2,h3,nav,.meta,.kicker,.wordmark,form{font-family:system-ui,"Apple SD Gothic Neo","Noto Sans KR","Noto Sans CJK KR",sans-serif}
h1,h2,h3{line-height:1.15;text-wrap:balance;margin:1.2em 0 .4em}
:lang(ko) :is(h1,h2,h3),:is(h1,h2,h3):lang(ko){line-height:1.3}
a{color:inherit;text-decoration:none}
main a{text-decoration:underline;text-decoration-color:var(--line);text-underline-offset:.15em}
a:hover{text-decoration:underline;text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--cheong);outline-offset:2px}
.meta,.kicker{font-size:.8125rem;color:var(--soft);margin:.3em 0}
.wordmark{font-size:2.5rem;font-weight:700;letter-spacing:-.055em;margin:.2em 0}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
header{border-bottom:5px solid var(--ink);padding-bottom:.5rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:.5rem 0}
nav a{display:inline-block;padding:.6rem 0;font-weight:600}
.cheong{--section:var(--cheong)}.muk{--section:var(--muk)}.hong{--section:var(--hong)}.hwang{--section:var(--hwang)}.nok{--section:var(--nok)}.ja{--section:var(--ja)}
nav li{border-left:6px solid var(--section,transparent);padding-left:.4rem}
.band{border-top:5px solid var(--section,var(--ink))}
.kicker+:is(h2,h3){margin-top:.1em}
.lead h2{font-size:clamp(2rem,1.4rem + 2.6vw,3.375rem)}
.standfirst{font-size:1.375rem;line-height:1.4;color:var(--soft)}
figure{margin:1em 0}
img{display:block;max-width:100%;height:auto}
.cropped{width:100%;aspect-ratio:3/2;object-fit:cover;object-position:var(--x,50%) var(--y,50%)}
${Array.from({ length: 11 }, (_, tenth) => `.x${tenth}{--x:${tenth * 10}%}.y${tenth}{--y:${tenth * 10}%}`).join('')}
figcaption{font-size:.8125rem;line-height:1.4;margin:.4em 0}
article>p,article>ul,article>ol,article>blockquote,article>pre{max-width:64ch}
article>:is(p,ul,ol,blockquote,aside,figure,.table){overflow-wrap:break-word}
blockquote{margin:1.2em 0;padding-left:1rem;border-left:3px solid var(--line)}
blockquote footer{font-size:.875rem;color:var(--soft)}blockquote footer::before{content:"— "}cite{font-style:normal}
.facts{max-width:64ch;margin:1.5em 0;padding:.25rem 1rem;border-top:3px solid var(--ink);border-bottom:1px solid var(--line)}
.facts h2{font-size:1.125rem;margin:.5em 0}.facts ul{margin:.5em 0;padding-left:1.1rem}
.gallery{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(16rem,100%),1fr));gap:0 1rem}.gallery figure{margin:0 0 1em}.gallery>figcaption{grid-column:1/-1;margin:0}
.table{overflow-x:auto;margin:1.5em 0}
table{border-collapse:collapse;font-size:.9375rem;line-height:1.4;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.4em 0}
th,td{padding:.4em .75rem .4em 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;min-width:4rem}
thead th{border-bottom:2px solid var(--ink)}
.embed a{display:block;padding:.75rem 1rem;border:1px solid var(--line);border-left:6px solid var(--soft);text-decoration:none;overflow-wrap:anywhere}.embed .meta{display:block}
ruby{ruby-align:center}rt{font-size:.55em}code{font-size:.9em}sup,sub{line-height:0}
.history a,.version+p>a{display:inline-block;padding:.6rem 0}
.note{border-left:6px solid var(--hong);padding:.1rem 0 .1rem .75rem;margin:1em 0;max-width:64ch}.note p{margin:.4em 0}
.version{border-top:1px solid var(--line);max-width:64ch}.piece{margin-top:1em}.words{white-space:pre-line;overflow-wrap:anywhere;margin:.2em 0 1em}
ins{text-decoration:underline 2px;color:var(--nok)}del{text-decoration:line-through 2px;color:var(--hong)}
.breaking{background:#a8121f;color:#fff;display:flex;flex-wrap:wrap;gap:0 1rem;padding:.25rem .75rem;margin:.5rem 0 0}.breaking p,.breaking ul{margin:0;padding:0;list-style:none}.breaking p{font-weight:700}.breaking li+li{border-top:1px solid}.breaking a{display:inline-block;padding:.5rem 0}.breaking li a{text-decoration:underline;text-underline-offset:.15em}.breaking li:not(:has(a)){padding:.5rem 0}
.breaking p,.breaking li{line-height:1.4}.breaking :focus-visible{outline-color:#fff}
input,button{font:inherit;min-height:44px;padding:0 .75rem;border:1px solid var(--ink);background:var(--paper);color:var(--ink)}
form{max-width:64ch}form details{margin:.25rem 0}form>input[type=search]{max-width:100%;flex:1}.choices{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 1rem;border-bottom:1px solid var(--line)}.choices p{min-width:4.5rem}.choices ul{margin:0;font-size:.9375rem}.choices li{border:0;padding:0}.choices [aria-current]{text-decoration:underline 3px var(--hong)}.chosen{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0}.chosen a{display:inline-block;min-height:44px;padding:.5rem .75rem;border:1px solid var(--ink);text-decoration:none}
nav.choices ul{margin:0}.choices [aria-current]{font-weight:700}
.ranking{list-style:none;padding:0;display:grid;gap:1rem 1.5rem}.ranking li{display:grid;grid-template-columns:4rem 1fr;align-items:start;line-height:1.35;overflow-wrap:anywhere}.ranking .rank{grid-row:span 2;white-space:nowrap;font:700 2.6rem/1 system-ui,sans-serif;letter-spacing:-.04em;font-variant-numeric:tabular-nums}.moved.up{color:var(--nok)}.moved.down{color:var(--hong)}.moved.new{font-weight:700}
mark{background:none;color:inherit;font-weight:700;border-bottom:3px solid var(--hong)}
@media (min-width:600px){main>article>picture>.cropped{max-width:20rem}.stack,.features,.band{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:0 1.5rem}:is(.band,.features)>h2{grid-column:1/-1}.features{grid-template-columns:1fr 1fr}h1.band{display:block}}
.docs{max-width:60rem;overflow-wrap:break-word}
.docs h4{font-family:system-ui,sans-serif;margin:1em 0 .2em}
.docs [aria-current]{border-bottom:3px solid var(--hong)}
.docs :is(ul,dl){padding-left:1.25rem;margin:.5rem 0}.docs nav ul{padding:0}.docs dd{margin:0 0 .75rem}
.docs section{scroll-margin-top:1rem}
code,pre{font:.875em/1.5 ui-monospace,Menlo,Consolas,"Noto Sans Mono CJK KR","Noto Sans Mono",monospace}
pre{width:max-content;min-width:100%;margin:0;padding:.75rem 1rem;border-left:5px solid var(--line);background:color-mix(in srgb,var(--line) 30%,var(--paper))}
pre code{font-size:1em}
.address{font-weight:700}
.wide{overflow-x:auto;margin:.75rem 0}
.wide table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.4}
.wide :is(th,td){text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);min-width:8rem}
.wide tbody th{font-weight:400}.wide thead th{border-bottom:2px solid var(--ink)}.wide small{color:var(--hong)}
summary{min-height:44px;padding:.5rem 0;cursor:pointer}
@media (min-width:900px){.ranking{grid-template-columns:repeat(5,1fr)}.ranking li{display:block}.ranking .rank{display:block;font-size:4.25rem;margin-bottom:.25rem}.ranking .meta{display:block}}
@media print{header form,nav,footer,.skip{display:none}}
`;
