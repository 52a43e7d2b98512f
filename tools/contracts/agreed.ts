/**
 * Promises of a release that were given up on purpose, as the test tells of them, each with its reason. What the log
 * may hold from now on is first read by one release and then written by the next, so that a release can be gone back
 * on; the reason says which is which.
 */
export const agreed: readonly { broken: string; reason: string }[] = [
  {
    broken:
      'AuditRecord.what: ["index.remade","index.rolled-back","index.committed","counts.remade","views.overruled","overrule.lifted","cache.purged"] may hold what those before do not read',
    reason:
      'what is done at the desk has new names, and the desk alone reads its audit log: one of 0.1.0 passes such a record over, tells of a break in the chain where it stands, and goes on; it is not started again once they are written',
  },
];
