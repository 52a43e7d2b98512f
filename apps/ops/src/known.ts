import { DependencyUnavailable, ProblemError } from '#libs/service';

/** What was asked of another app, or why there is no answer: a page shows the one as well as the other. */
export type Known<T> = { is: T } | { missing: string };

/** Never rejects: an app that is away is a sentence on the page, and the rest of the page is there. */
export async function known<T>(asked: Promise<T>): Promise<Known<T>> {
  try {
    return { is: await asked };
  } catch (error) {
    return { missing: wordsOf(error) };
  }
}

/** The answer, or nothing. */
export function answerIn<T>(asked: Known<T>): T | undefined {
  return 'is' in asked ? asked.is : undefined;
}

/** Of what nobody foresaw no word is shown. */
function wordsOf(error: unknown): string {
  const told = error instanceof DependencyUnavailable || error instanceof ProblemError;
  return told ? error.message : 'it does not answer as it should';
}
