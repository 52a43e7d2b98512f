/**
 * Promises of a release that were given up on purpose, as the test tells of them, each with its reason. What the log
 * may hold from now on is first read by one release and then written by the next, so that a release can be gone back
 * on; the reason says which is which.
 */
export const agreed: readonly { broken: string; reason: string }[] = [
  {
    broken:
      'AuditRecord.what: ["article.retold","letter.replayed","letter.discarded","letters.replayed","consumer.paused","consumer.resumed","index.remade","index.rolled-back","index.committed","counts.remade","views.overruled","overrule.lifted","cache.purged"] may hold what those before do not read',
    reason:
      'only the desk reads its audit log; one of 0.1.0 that is gone back to shows a break in the chain where a newer one has written such an act, writes on behind it, and loses nothing',
  },
];
