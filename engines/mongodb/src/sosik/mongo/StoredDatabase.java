package sosik.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** One database: a map of the store per collection. Refuses what it would otherwise answer wrongly. */
final class StoredDatabase extends AbstractSynchronizedMongoDatabase<Integer> {
    private static final List<String> REFUSED_INDEX_OPTIONS = List.of("partialFilterExpression", "collation");

    private final MVStore store;

    StoredDatabase(String name, CursorRegistry registry, MVStore store) {
        super(name, registry);
        this.store = store;
        initializeNamespacesAndIndexes();
    }

    private MVMap<Integer, byte[]> map(String collection) {
        return store == null ? null : store.openMap(databaseName + "/" + collection);
    }

    @Override
    protected MongoCollection<Integer> openOrCreateCollection(String name, CollectionOptions options) {
        return new StoredCollection(this, name, options, cursorRegistry, map(name));
    }

    @Override
    protected Index<Integer> openOrCreateUniqueIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new MemoryUniqueIndex(name, keys, sparse);
    }

    @Override
    protected Index<Integer> openOrCreateSecondaryIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new OrderedIndex(name, keys);
    }

    @Override
    public void dropCollection(String collection, Oplog oplog) {
        super.dropCollection(collection, oplog);
        if (store != null) {
            store.removeMap(map(collection));
        }
    }

    @Override
    public void drop(Oplog oplog) {
        super.drop(oplog);
        if (store == null) {
            return;
        }
        for (String name : Set.copyOf(store.getMapNames())) {
            if (name.startsWith(databaseName + "/")) {
                store.removeMap(name);
            }
        }
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String to) {
        super.moveCollection(from, collection, to);
        ((StoredCollection) collection).move(map(to), store);
    }

    @Override
    protected long getStorageSize() {
        return store == null ? 0 : store.getFileStore().size();
    }

    @Override
    protected long getFileSize() {
        return getStorageSize();
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver resolver, Oplog oplog) {
        if (command.equalsIgnoreCase("createIndexes")) {
            refuseUnknownIndexes((Collection<?>) query.get("indexes"));
        }
        Document answer = super.handleCommand(channel, command, query, resolver, oplog);
        if (command.equalsIgnoreCase("insert")) {
            countWithoutFailures(query, answer);
        }
        return answer;
    }

    /** The core would build an index of another meaning without a word. */
    private static void refuseUnknownIndexes(Collection<?> indexes) {
        for (Object index : indexes) {
            for (String option : REFUSED_INDEX_OPTIONS) {
                if (((Document) index).containsKey(option)) {
                    throw new MongoServerError(67, "CannotCreateIndex", option + " is not known to the stand-in");
                }
            }
        }
    }

    /** The core counts failed documents as inserted; MongoDB does not. */
    private static void countWithoutFailures(Document query, Document answer) {
        if (!(answer.get("writeErrors") instanceof List<?> errors) || errors.isEmpty()) {
            return;
        }
        int documents = ((Collection<?>) query.get("documents")).size();
        boolean unordered = Boolean.FALSE.equals(query.get("ordered"));
        answer.put("n", unordered ? documents - errors.size() : ((Document) errors.get(0)).get("index"));
    }
}
