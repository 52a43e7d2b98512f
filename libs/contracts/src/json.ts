/** Deeper than any event needs, far below what makes a recursive walk overflow the stack. */
const MAX_JSON_DEPTH = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const utf16 = new TextDecoder('utf-16', { fatal: false });

/** Bytes that are no JSON that could be kept; the message completes "it …", the pointer says where. */
export class NotJson extends Error {
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/**
 * Bytes that somebody sent to a JSON value. Throws `NotJson` for other encodings than UTF-8, bad syntax, depth
 * above 64, and halves of surrogate pairs, which no later step could store or print.
 */
export function readJson(bytes: Buffer): unknown {
  const text = decode(bytes);
  if (mayBeDeep(text)) checkDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new NotJson('', cause instanceof Error ? cause.message.slice(0, 200) : 'is not JSON');
  }
  if (/\\u[dD][89a-fA-F]/.test(text)) checkSurrogates(value, '');
  return value;
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    const bom = bytes.length > 1 && (bytes.readUInt16BE(0) === 0xfeff || bytes.readUInt16BE(0) === 0xfffe);
    throw new NotJson(
      '',
      bom || utf16.decode(bytes).startsWith('{') ? 'must be UTF-8, not UTF-16' : 'must be UTF-8',
    );
  }
}

/** Few brackets are no deep nest, wherever they stand; found without looking at every letter. */
function mayBeDeep(text: string): boolean {
  let open = 0;
  for (const bracket of '{[') {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++open > MAX_JSON_DEPTH) return true;
    }
  }
  return false;
}

/** Counts brackets outside strings in the text itself, so that a bomb is never built as a value. */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === 0x5c) i++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) throw new NotJson('', `is nested deeper than ${MAX_JSON_DEPTH} levels`);
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
}

function checkSurrogates(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotJson(pointer, 'holds half of a surrogate pair');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (!key.isWellFormed()) throw new NotJson(pointer, 'has a member name with half of a surrogate pair');
    checkSurrogates(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}
