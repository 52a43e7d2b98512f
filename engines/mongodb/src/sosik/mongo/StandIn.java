package sosik.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * mongo-java-server with a storage of ours: documents in memory, their BSON written behind to one H2 MVStore file.
 *
 * <p>{@code -Dport}: where it listens, on 127.0.0.1 only. {@code -Dfile}: the file; without it nothing is kept.
 */
public final class StandIn {
    /** A SIGKILL loses at most the writes of this long. SIGTERM loses none. */
    private static final int WRITE_BEHIND_MS = 200;
    private static final int CLOSE_MS = 3_000;

    private StandIn() {
    }

    public static void main(String[] arguments) {
        int port = Integer.getInteger("port");
        MongoServer server = new MongoServer(new Backend(open(System.getProperty("file"))));
        server.bind("127.0.0.1", port);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        System.out.println("stand-in for MongoDB ready on 127.0.0.1:" + port);
    }

    private static MVStore open(String file) {
        if (file == null) {
            return null;
        }
        MVStore store = new MVStore.Builder().fileName(file).open();
        store.setAutoCommitDelay(WRITE_BEHIND_MS);
        return store;
    }

    private static final class Backend extends AbstractMongoBackend {
        private final MVStore store;

        Backend(MVStore store) {
            this.store = store;
            version(new SpokenVersion());
            if (store != null) {
                store.getMapNames().stream()
                    .filter(name -> name.contains("/"))
                    .map(name -> name.substring(0, name.indexOf('/')))
                    .distinct()
                    .forEach(this::resolveDatabase);
            }
        }

        @Override
        protected MongoDatabase openOrCreateDatabase(String name) {
            return new StoredDatabase(name, getCursorRegistry(), store);
        }

        @Override
        public void close() {
            super.close();
            if (store != null) {
                store.close(CLOSE_MS);
            }
        }
    }

    /** Wire version 21 is MongoDB 7.0: the oldest that the drivers of this house will still talk to for years. */
    private static final class SpokenVersion implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(7, 0, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 21;
        }
    }
}
