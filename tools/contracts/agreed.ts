/**
 * Promises of a release that were given up on purpose, as the test tells of them, each with its reason. What the log
 * may hold from now on is first read by one release and then written by the next, so that a release can be gone back
 * on; the reason says which is which.
 */
export const agreed: readonly { broken: string; reason: string }[] = [];
