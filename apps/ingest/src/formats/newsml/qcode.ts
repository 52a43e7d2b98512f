import { all, elements, said } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';

/** What a code of NewsML-G2 means: the vocabulary that it is of, if that is known, and the code in it. */
export interface Meaning {
  /** Address of the vocabulary, without the slash behind it. */
  scheme?: string;
  code: string;
}

const IPTC = 'http://cv.iptc.org/newscodes/';
/** What nearly every sender calls the vocabularies of the IPTC; catalogues that are elsewhere are never fetched. */
const usual: ReadonlyMap<string, string> = new Map(
  Object.entries({
    stat: 'pubstatusg2',
    ninat: 'ninature',
    cpnat: 'cpnature',
    sig: 'signal',
    drol: 'descriptionrole',
    rnd: 'rendition',
    irel: 'itemrelation',
    medtop: 'mediatopic',
    subj: 'subjectcode',
    hlrol: 'headlinerole',
    nprov: 'newsprovider',
    genre: 'genre',
  }),
);

/** Codes as the catalogue of a document has them. */
export class Catalog {
  private readonly schemes = new Map<string, string>();

  /** @param outer that of what the holder stands in, where this one says nothing */
  constructor(
    holder: XmlElement | undefined,
    private readonly outer?: Catalog,
  ) {
    for (const catalog of all(holder, 'catalog'))
      for (const scheme of elements(catalog)) {
        const alias = said(scheme, 'alias');
        const uri = said(scheme, 'uri');
        if (alias !== undefined && uri !== undefined) this.schemes.set(alias, uri);
      }
  }

  /** What an attribute that holds a qcode (`qcode`, `role`), or the one beside it that holds a whole uri, means. */
  meaning(of: XmlElement | undefined, name: string): Meaning | undefined {
    const whole = said(of, name === 'qcode' ? 'uri' : `${name}uri`);
    if (whole !== undefined) return split(whole);
    const qcode = said(of, name);
    return qcode === undefined ? undefined : this.resolved(qcode);
  }

  private schemeOf(alias: string): string | undefined {
    return this.schemes.get(alias) ?? this.outer?.schemeOf(alias);
  }

  private resolved(qcode: string): Meaning {
    const colon = qcode.indexOf(':');
    if (colon < 0) return { code: qcode };
    const alias = qcode.slice(0, colon);
    const code = qcode.slice(colon + 1);
    const own = this.schemeOf(alias);
    if (own !== undefined) return { scheme: own.replace(/[/#]$/, ''), code };
    const known = usual.get(alias);
    return known === undefined ? { code } : { scheme: IPTC + known, code };
  }
}

function split(whole: string): Meaning {
  const cut = Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('#'));
  return { scheme: whole.slice(0, Math.max(cut, 0)), code: whole.slice(cut + 1) };
}

/** The code, if it may be of that vocabulary of the IPTC: of one whose catalogue is elsewhere nobody knows. */
export function codeIn(meaning: Meaning | undefined, vocabulary: string): string | undefined {
  if (meaning === undefined) return undefined;
  const known =
    meaning.scheme === undefined || meaning.scheme.replace(/^https:/, 'http:') === IPTC + vocabulary;
  return known ? meaning.code : undefined;
}
