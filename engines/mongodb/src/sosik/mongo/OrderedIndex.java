package sosik.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An ordered, not unique index, multi-key where a field holds an array: equality prefix, one range, order. */
final class OrderedIndex extends Index<Integer> {
    /** {@code bound} is −1 or 1 for the ends of a range, which sort before and after all entries of the same values. */
    private record Entry(Object[] values, int position, int bound) {
    }

    private final boolean[] ascending;
    private final String[] fields;
    private final TreeSet<Entry> entries = new TreeSet<>(this::compare);
    /** The last field in which some document has held an array, or −1: it makes one document several entries. */
    private int arrayField = -1;

    OrderedIndex(String name, List<IndexKey> keys) {
        super(name, keys, true); // "sparse" only so that the core accepts that remove() knows no position
        fields = keys.stream().map(IndexKey::getKey).toArray(String[]::new);
        ascending = new boolean[fields.length];
        for (int i = 0; i < fields.length; i++) {
            ascending[i] = keys.get(i).isAscending();
        }
    }

    private int compare(Entry a, Entry b) {
        for (int i = 0; i < Math.min(a.values.length, b.values.length); i++) {
            int order = ValueComparator.asc().compare(a.values[i], b.values[i]);
            if (order != 0) {
                return ascending[i] ? order : -order;
            }
        }
        return a.bound != b.bound ? Integer.compare(a.bound, b.bound) : Integer.compare(a.position, b.position);
    }

    private Stream<Entry> entriesOf(Document document, int position) {
        Set<KeyValue> keys = getKeyValues(document);
        List<Entry> found = keys.stream().map(key -> new Entry(valuesOf(key), position, 0)).toList();
        for (Entry entry : found) {
            for (int i = fields.length - 1; i > arrayField; i--) {
                if (ValueComparator.asc().compare(entry.values[i], found.get(0).values[i]) != 0) {
                    arrayField = i;
                }
            }
        }
        return found.stream();
    }

    private static Object[] valuesOf(KeyValue key) {
        return key.stream().map(value -> value instanceof Missing ? null : value).toArray();
    }

    private static boolean isSimple(Object value) {
        return value instanceof String
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Instant
            || value instanceof ObjectId;
    }

    // ---- what a query gains from it --------------------------------------------------------------------------

    /** How many leading fields the query fixes to one value. */
    int prefix(Document query) {
        int fixed = 0;
        while (fixed < fields.length && isSimple(query.get(fields[fixed]))) {
            fixed++;
        }
        return fixed;
    }

    /** 1: after the prefix the entries are in the wanted order; −1: in its reverse; 0: neither. */
    int sorts(Document order, int prefix) {
        if (arrayField >= prefix || order == null || order.isEmpty()) {
            return 0;
        }
        int direction = 0;
        int next = prefix;
        for (Map.Entry<String, Object> wanted : order.entrySet()) {
            int field = Arrays.asList(fields).indexOf(wanted.getKey());
            if (field >= 0 && field < prefix) {
                continue;
            }
            if (next >= fields.length || field != next || !(wanted.getValue() instanceof Number number)) {
                return 0;
            }
            int same = (number.intValue() > 0) == ascending[next] ? 1 : -1;
            if (direction == 0) {
                direction = same;
            } else if (same != direction) {
                return 0;
            }
            next++;
        }
        return direction;
    }

    /** Positions that can match: within the prefix, and within the range on the field after it. */
    Stream<Integer> positions(Document query, int prefix, boolean reverse) {
        List<Object> fixed = new ArrayList<>();
        for (int i = 0; i < prefix; i++) {
            fixed.add(query.get(fields[i]));
        }
        Object low = null;
        Object high = null;
        // A range finds values of its bound's kind only, and never what is missing: those stand at the low end.
        boolean nullsBefore = false;
        boolean nullsAfter = false;
        // Where the query fixes the array to one value, each document has one entry, and these are in order.
        boolean once = arrayField < prefix;
        if (once && prefix < fields.length && query.get(fields[prefix]) instanceof Document range) {
            Object from = bound(range, "$gte", "$gt");
            Object to = bound(range, "$lte", "$lt");
            low = ascending[prefix] ? from : to;
            high = ascending[prefix] ? to : from;
            nullsBefore = ascending[prefix] && low == null && high != null;
            nullsAfter = !ascending[prefix] && high == null && low != null;
        }
        Entry first = nullsBefore ? probeNull(fixed, 1) : probe(fixed, low, -1);
        Entry last = nullsAfter ? probeNull(fixed, -1) : probe(fixed, high, 1);
        NavigableSet<Entry> part = entries.subSet(first, true, last, true);
        Stream<Integer> found = (reverse ? part.descendingSet() : part).stream().map(Entry::position);
        return once ? found : found.distinct();
    }

    private static Object bound(Document range, String first, String second) {
        if (isSimple(range.get(first))) {
            return range.get(first);
        }
        return isSimple(range.get(second)) ? range.get(second) : null;
    }

    private static Entry probe(List<Object> fixed, Object more, int bound) {
        List<Object> values = new ArrayList<>(fixed);
        if (more != null) {
            values.add(more);
        }
        return new Entry(normalized(values), 0, bound);
    }

    private static Entry probeNull(List<Object> fixed, int bound) {
        return new Entry(Arrays.copyOf(normalized(fixed), fixed.size() + 1), 0, bound);
    }

    private static Object[] normalized(List<Object> values) {
        return values.isEmpty() ? new Object[0] : new KeyValue(values).normalized().stream().toArray();
    }

    // ---- upkeep ----------------------------------------------------------------------------------------------

    void removeAt(Document document, int position) {
        entriesOf(document, position).forEach(entries::remove);
    }

    @Override
    public void add(Document document, Integer position, MongoCollection<Integer> collection) {
        entriesOf(document, position).forEach(entries::add);
    }

    @Override
    public void updateInPlace(
            Document before, Document after, Integer position, MongoCollection<Integer> collection) {
        if (!nullAwareEqualsKeys(before, after)) {
            removeAt(before, position);
            add(after, position, collection);
        }
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Integer> collection) {
        getKeyValues(document); // refuses what cannot be a key
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Integer> collection) {
        getKeyValues(after);
    }

    @Override
    public long getCount() {
        return entries.size();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    @Override
    public void drop() {
        // kept in memory only
    }

    // ---- the core's own way to an index, which knows unique ones only ---------------------------------------------

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Integer getPosition(Document document) {
        return null;
    }

    @Override
    public Iterable<Integer> getPositions(Document query) {
        return List.of();
    }

    @Override
    public Integer remove(Document document) {
        return null;
    }
}
