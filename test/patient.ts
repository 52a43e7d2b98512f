/** Asks again while a service says that it has no time (503): it has shown nothing then, and is not asked for ever. */
export async function patient<T extends { status: number }>(ask: () => Promise<T>, ms: number): Promise<T> {
  for (const deadline = performance.now() + ms; ; ) {
    const answer = await ask();
    if (answer.status !== 503 || performance.now() > deadline) return answer;
  }
}
