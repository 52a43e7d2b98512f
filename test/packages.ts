/** A package of the lock file. */
export interface Locked {
  /** Of one that is installed under another name. */
  name?: string;
  version?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
}

/** Licences under which a package may be part of what is run, and given away. */
const shipped = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  // libvips, behind sharp: a library of its own, loaded when it runs, that anybody may put another in the place of.
  'LGPL-3.0-or-later',
]);
/** Those of tools that are never part of it, beside the same. */
const tools = new Set([...shipped, 'MPL-2.0', 'CC-BY-4.0', 'Zlib', 'CC0-1.0']);

/** Packages that name their licence in an old form, which the lock file does not take over; looked up in their files. */
const unnamed: Readonly<Record<string, string>> = { buildcheck: 'MIT', 'cpu-features': 'MIT', ssh2: 'MIT' };

/** Whether an SPDX expression can be kept: of a choice one of its licences, of others all of them. */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (plain.includes('(')) return false;
  if (plain.includes(' OR ')) return plain.split(' OR ').some((each) => isAllowed(each, allowed));
  return plain.split(' AND ').every((each) => allowed.has(each.trim()));
}

/** Packages with a licence that is not on the list, as `name: licence`. */
export function unlicensed(packages: Readonly<Record<string, Locked>>): string[] {
  return Object.entries(packages).flatMap(([place, { license, dev, link }]) => {
    if (place === '' || link) return [];
    const name = nameOf(place);
    const stated = license ?? (dev ? unnamed[name] : undefined) ?? 'none';
    return isAllowed(stated, dev ? tools : shipped) ? [] : [`${name}: ${stated}`];
  });
}

/** Packages that would run something when they are installed, if it were allowed. */
export function scripted(packages: Readonly<Record<string, Locked>>): string[] {
  return Object.entries(packages).flatMap(([place, { hasInstallScript }]) =>
    hasInstallScript ? [nameOf(place)] : [],
  );
}

export function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
