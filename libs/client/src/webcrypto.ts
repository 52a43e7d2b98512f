/** WebCrypto of this runtime; Node 18 has it, but not under its usual name. */
export async function webCrypto(): Promise<Crypto> {
  if (globalThis.crypto) return globalThis.crypto;
  // A name in a variable, so that no bundler looks for it where it is not needed.
  const room = 'node:crypto';
  return ((await import(room)) as { webcrypto: Crypto }).webcrypto;
}

/** A name that nothing else has. */
export async function aName(): Promise<string> {
  return (await webCrypto()).randomUUID();
}
