/**
 * Reads a robots.txt as RFC 9309 has it, for one robot. Time and memory are bounded by the text, of which no more
 * than what the standard demands is read; nothing in it can throw.
 */

/** Who asks: the name that others may write into their robots.txt. */
export const ROBOT = 'SosikBot';
/** RFC 9309 2.5: so much has to be read; what lies behind is not. */
export const ROBOTS_BYTES = 500 * 1024;

export interface RobotsRule {
  allow: boolean;
  /** Normalised beginning of a path, with `*` for anything and `$` for the end. */
  pattern: string;
}

interface Group {
  agents: string[];
  rules: RobotsRule[];
}

/** The rules for a robot: those of all groups that name it, else those of the groups for everybody. */
export function rulesFor(text: string, robot: string = ROBOT): RobotsRule[] {
  const groups = groupsOf(text);
  const of = (name: string) => groups.filter(({ agents }) => agents.includes(name));
  const own = of(robot.toLowerCase());
  return (own.length > 0 ? own : of('*')).flatMap(({ rules }) => rules);
}

/** Whether the rules let the address be read: the longest pattern that fits decides, of equal ones the kinder. */
export function lets(rules: readonly RobotsRule[], address: string): boolean {
  const { pathname, search } = new URL(address);
  const path = normalised(pathname + search);
  if (pathname === '/robots.txt') return true;
  let best: RobotsRule = { allow: true, pattern: '' };
  for (const rule of rules) {
    const more = rule.pattern.length - best.pattern.length;
    if ((more > 0 || (more === 0 && rule.allow)) && fits(rule.pattern, path)) best = rule;
  }
  return best.allow;
}

function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  let naming = false;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const [, field = '', value = ''] = /^\s*([a-z-]+)\s*:\s*([^#]*)/i.exec(line) ?? [];
    const word = field.toLowerCase();
    if (word === 'user-agent') {
      if (!naming) groups.push({ agents: [], rules: [] });
      naming = true;
      groups.at(-1)?.agents.push(nameIn(value));
    } else if (word === 'allow' || word === 'disallow') {
      naming = false;
      const pattern = normalised(value.trim());
      // An empty one fits nothing; what stands before every group is for nobody.
      if (pattern !== '') groups.at(-1)?.rules.push({ allow: word === 'allow', pattern });
    }
  }
  return groups;
}

/** The product token, without version or comment. */
function nameIn(value: string): string {
  return value.trim() === '*' ? '*' : (/^[a-z_-]*/i.exec(value.trim())?.[0] ?? '').toLowerCase();
}

/** In one spelling: letters beyond ASCII are escaped, escapes of plain letters are not, all others are upper case. */
function normalised(path: string): string {
  return path
    .toWellFormed()
    .replaceAll(/[^\p{ASCII}]+/gu, encodeURIComponent)
    .replaceAll(/%([\da-f]{2})/gi, (spelt, digits: string) => {
      const letter = String.fromCharCode(Number.parseInt(digits, 16));
      return /[A-Za-z0-9._~-]/.test(letter) ? letter : spelt.toUpperCase();
    });
}

/** Each piece between stars is looked for once, behind the one before: no way back, so no way to lose time. */
function fits(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$');
  const pieces = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  const [first = '', ...rest] = pieces;
  if (!path.startsWith(first)) return false;
  const last = anchored ? rest.pop() : undefined;
  if (anchored && last === undefined) return path === first;
  let at = first.length;
  for (const piece of rest) {
    const found = path.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return last === undefined || (path.length - last.length >= at && path.endsWith(last));
}
