/** What a newsroom knows of one thing it has said. */
export type Fate = 'unknown' | 'acknowledged' | 'refused';

/** What readers get of an article. */
export type Shown = { state: 'public'; version: number } | { state: 'gone' } | { state: 'unknown' };

interface Entry {
  versions: Map<number, Fate>;
  withdrawal?: Fate;
}

/**
 * What was said, and what of it was acknowledged: what must be so when everything has been applied, whatever has
 * happened meanwhile. What was not answered may be so or not.
 */
export class Ledger {
  private readonly entries = new Map<string, Entry>();

  /** Notes what became of a version, or of a withdrawal where none is named. What was acknowledged once, stays. */
  note(uri: string, version: number | undefined, fate: Fate): void {
    const entry: Entry = this.entries.get(uri) ?? { versions: new Map() };
    this.entries.set(uri, entry);
    if (version === undefined) {
      if (entry.withdrawal !== 'acknowledged') entry.withdrawal = fate;
    } else if (entry.versions.get(version) !== 'acknowledged') entry.versions.set(version, fate);
  }

  uris(): string[] {
    return [...this.entries.keys()];
  }

  /** How many versions and withdrawals have this fate. */
  count(fate: Fate): number {
    const fates = [...this.entries.values()].flatMap(({ versions, withdrawal }) => [
      ...versions.values(),
      withdrawal,
    ]);
    return fates.filter((each) => each === fate).length;
  }

  /** What is wrong with what readers get, in words; nothing if it is as it must be, or may be. */
  fault(uri: string, shown: Shown): string | undefined {
    const { versions = new Map<number, Fate>(), withdrawal } = this.entries.get(uri) ?? {};
    const isPublic = shown.state === 'public';
    if (withdrawal === 'acknowledged')
      return isPublic ? `${uri} is public, although its withdrawal was acknowledged` : undefined;
    const least = Math.max(0, ...having(versions, 'acknowledged'));
    if (!isPublic) {
      const mayBeGone = least === 0 || withdrawal === 'unknown';
      return mayBeGone ? undefined : `${uri} is ${shown.state}, although version ${least} was acknowledged`;
    }
    if (shown.version < least)
      return `${uri} is at version ${shown.version}, although version ${least} was acknowledged`;
    const fate = versions.get(shown.version);
    if (fate === 'acknowledged' || fate === 'unknown') return undefined;
    return `${uri} is at version ${shown.version}, which was ${fate ?? 'never sent'}`;
  }
}

function having(versions: ReadonlyMap<number, Fate>, wanted: Fate): number[] {
  return [...versions].filter(([, fate]) => fate === wanted).map(([version]) => version);
}
