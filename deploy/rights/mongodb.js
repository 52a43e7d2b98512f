// Made by tools/rights/files.ts from tools/rights/table.ts; a test compares.
// mongosh --file: a user for each app with its own collections, and one that makes indexes. Safe to run again. Asked as
// who may make users; MONGODB_DATABASE (sosik) is the database of the apps, in which the users are.
const sosik = db.getSiblingDB(process.env.MONGODB_DATABASE || 'sosik');
const may = (actions, names) =>
  names.map((collection) => ({ resource: { db: sosik.getName(), collection }, actions }));
const users = {
  content: may(['find', 'insert', 'update', 'remove'], [
    'articles',
    'editions',
    'editorial',
    'fronts',
    'media',
    'payloads',
    'positions',
    'revisions',
    'verdicts',
    'wishes',
  ]),
  syndication: may(['find', 'insert', 'update', 'remove'], [
    'syndication_deliveries',
    'syndication_feeds',
    'syndication_followers',
    'syndication_lanes',
    'syndication_positions',
  ]),
  // All collections of this database, and of no other.
  migration: may(
    ['find', 'insert', 'update', 'remove', 'listCollections', 'createCollection', 'listIndexes', 'createIndex', 'dropIndex', 'collMod'],
    [''],
  ),
};
for (const [user, privileges] of Object.entries(users)) {
  const pwd = process.env[`MONGODB_${user.toUpperCase()}_PASSWORD`];
  if (!pwd) throw new Error(`there is no password for ${user}`);
  const role = { privileges, roles: [] };
  if (sosik.getRole(user)) sosik.updateRole(user, role);
  else sosik.createRole({ role: user, ...role });
  if (sosik.getUser(user)) sosik.updateUser(user, { pwd, roles: [user] });
  else sosik.createUser({ user, pwd, roles: [user] });
}
