package sosik.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * One collection: documents in a list, their position in it is what indexes keep, the map writes them behind.
 *
 * <p>Guarantees: a reader's documents are never changed under it, since an update works on a fresh copy that then
 * takes the old one's place; a guarded write finds its document by an index, whatever else its filter asks.
 */
final class StoredCollection extends AbstractSynchronizedMongoCollection<Integer> {
    private static final int USUAL_DOCUMENT_BYTES = 1024;

    private final ArrayList<Document> documents = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private MVMap<Integer, byte[]> map;
    private boolean copyOnWrite;

    StoredCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry registry,
            MVMap<Integer, byte[]> map) {
        super(database, name, options, registry);
        this.map = map;
        if (map != null) {
            map.forEach(this::load);
        }
        for (int position = 0; position < documents.size(); position++) {
            if (documents.get(position) == null) {
                free.add(position);
            }
        }
    }

    private void load(int position, byte[] bytes) {
        while (documents.size() <= position) {
            documents.add(null);
        }
        documents.set(position, BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes)));
    }

    private void save(int position, Document document) {
        if (map == null) {
            return;
        }
        ByteBuf buffer = Unpooled.buffer(USUAL_DOCUMENT_BYTES);
        BsonEncoder.encodeDocument(document, buffer);
        map.put(position, ByteBufUtil.getBytes(buffer));
    }

    void move(MVMap<Integer, byte[]> to, MVStore store) {
        if (map == null) {
            return;
        }
        map.forEach(to::put);
        store.removeMap(map);
        map = to;
    }

    private List<OrderedIndex> orderedIndexes() {
        return getIndexes().stream().filter(OrderedIndex.class::isInstance).map(OrderedIndex.class::cast).toList();
    }

    // ---- one document ----------------------------------------------------------------------------------------

    @Override
    protected Integer addDocumentInternal(Document document) {
        Integer position = free.poll();
        if (position == null) {
            position = documents.size();
            documents.add(document);
        } else {
            documents.set(position, document);
        }
        save(position, document);
        return position;
    }

    @Override
    protected void handleUpdate(Integer position, Document before, Document after) {
        save(position, after);
    }

    @Override
    protected void removeDocument(Integer position) {
        Document document = documents.set(position, null);
        for (OrderedIndex index : orderedIndexes()) {
            index.removeAt(document, position);
        }
        free.add(position);
        if (map != null) {
            map.remove(position);
        }
    }

    @Override
    protected Document getDocument(Integer position) {
        return documents.get(position);
    }

    @Override
    protected Integer findDocumentPosition(Document document) {
        int position = documents.indexOf(document);
        return position < 0 ? null : position;
    }

    // ---- counts and sizes ------------------------------------------------------------------------------------

    @Override
    public synchronized int count() {
        return documents.size() - free.size();
    }

    @Override
    public synchronized int count(Document query, int skip, int limit) {
        return super.count(query, skip, limit);
    }

    @Override
    public boolean isEmpty() {
        return count() == 0;
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int delta) {
        // not tracked
    }

    @Override
    protected int getDataSize() {
        return 0;
    }

    // ---- writes ----------------------------------------------------------------------------------------------

    @Override
    public synchronized void addIndex(Index<Integer> index) {
        super.addIndex(index);
    }

    @Override
    public synchronized Document updateDocuments(
            Document selector, Document update, ArrayFilters filters, boolean multi, boolean upsert, Oplog oplog) {
        copyOnWrite = true;
        try {
            return super.updateDocuments(selector, update, filters, multi, upsert, oplog);
        } finally {
            copyOnWrite = false;
        }
    }

    /** The core leaves out {@code lastErrorObject} when nothing was found; drivers read it. */
    @Override
    public synchronized Document findAndModify(Document query) {
        copyOnWrite = true;
        try {
            Document answer = super.findAndModify(query);
            if (answer.get("lastErrorObject") == null) {
                boolean upsert = Utils.isTrue(query.get("upsert"));
                Document outcome = new Document("updatedExisting", false).append("n", upsert ? 1 : 0);
                if (upsert && answer.get("value") instanceof Document value) {
                    outcome.append("upserted", value.get("_id"));
                }
                answer.put("lastErrorObject", outcome);
            }
            return answer;
        } finally {
            copyOnWrite = false;
        }
    }

    /** During an update: copies that have taken the places of what was found. Otherwise what was found. */
    private QueryResult fresh(QueryResult found) {
        if (!copyOnWrite) {
            return found;
        }
        return new QueryResult(() -> StreamSupport.stream(found.spliterator(), false).map(this::replaced).iterator());
    }

    private Document replaced(Document document) {
        Integer position = getIndexes().isEmpty()
            ? findDocumentPosition(document)
            : getIndexes().get(0).getPosition(document);
        Document copy = document.cloneDeeply();
        documents.set(position, copy);
        return copy;
    }

    // ---- queries ---------------------------------------------------------------------------------------------

    @Override
    protected Stream<DocumentWithPosition<Integer>> streamAllDocumentsWithPosition() {
        return IntStream.range(0, documents.size())
            .filter(position -> documents.get(position) != null)
            .mapToObj(position -> new DocumentWithPosition<>(documents.get(position), position));
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, Document order, int skip, int limit, int batch, Document fields) {
        int size = documents.size();
        IntStream forward = IntStream.range(0, size);
        IntStream positions = isNaturalDescending(order) ? forward.map(i -> size - 1 - i) : forward;
        Stream<Document> all = positions.mapToObj(documents::get).filter(Objects::nonNull);
        return matchDocumentsFromStream(all, query, order, skip, limit, batch, fields);
    }

    /** By a unique index whose keys the filter names, else by the best ordered index, else by looking at all. */
    @Override
    protected synchronized QueryResult queryDocuments(
            Document query, Document order, int skip, int limit, int batch, Document fields) {
        for (Index<Integer> index : getIndexes()) {
            Document part = index.isUnique() ? partFor(index, query) : null;
            if (part != null && index.canHandle(part)) {
                return fresh(matchDocuments(query, index.getPositions(part), order, skip, limit, batch, fields));
            }
        }
        Choice best = bestIndex(query, order);
        if (best == null) {
            return fresh(matchDocuments(query, order, skip, limit, batch, fields));
        }
        boolean reverse = best.index.sorts(order, best.prefix) < 0;
        Stream<Document> found = best.index.positions(query, best.prefix, reverse).map(documents::get);
        var comparator = best.sorted ? null : deriveComparator(order);
        return fresh(matchDocumentsFromStream(query, found, skip, limit, batch, comparator, fields));
    }

    private static Document partFor(Index<Integer> index, Document query) {
        Document part = new Document();
        for (IndexKey key : index.getKeys()) {
            if (!query.containsKey(key.getKey())) {
                return null;
            }
            part.put(key.getKey(), query.get(key.getKey()));
        }
        return part;
    }

    private record Choice(OrderedIndex index, int prefix, boolean sorted) {
        boolean betterThan(Choice other) {
            return other == null || prefix > other.prefix || (prefix == other.prefix && sorted && !other.sorted);
        }
    }

    private Choice bestIndex(Document query, Document order) {
        Choice best = null;
        for (OrderedIndex index : orderedIndexes()) {
            int prefix = index.prefix(query);
            Choice choice = new Choice(index, prefix, index.sorts(order, prefix) != 0);
            if ((prefix > 0 || choice.sorted) && choice.betterThan(best)) {
                best = choice;
            }
        }
        return best;
    }
}
