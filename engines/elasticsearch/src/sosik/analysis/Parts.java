package sosik.analysis;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.ko.KoreanPartOfSpeechStopFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.dict.UserDictionary;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerScope;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** The bridge from Lucene's classes to what Elasticsearch registers, and the settings that several parts share. */
final class Parts {
    private Parts() {
    }

    // ---- bridge ----------------------------------------------------------------------------------------------

    /** Index setting name → argument name of Lucene's factory; only settings that are present are passed on. */
    private static Map<String, String> arguments(Settings settings, String... pairs) {
        Map<String, String> arguments = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            String value = settings.get(pairs[i]);
            if (value != null) {
                arguments.put(pairs[i + 1], value);
            }
        }
        return arguments;
    }

    private record FactoryFilter(String name, org.apache.lucene.analysis.TokenFilterFactory factory)
            implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream input) {
            return factory.create(input);
        }

        @Override
        public TokenStream normalize(TokenStream input) {
            return factory.normalize(input);
        }
    }

    private record FunctionFilter(String name, Function<TokenStream, TokenStream> function)
            implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream input) {
            return function.apply(input);
        }
    }

    private record FunctionCharFilter(String name, Function<Reader, Reader> function, boolean normalizes)
            implements CharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return function.apply(reader);
        }

        @Override
        public Reader normalize(Reader reader) {
            return normalizes ? function.apply(reader) : reader;
        }
    }

    private record Provider<T extends Analyzer>(String name, T get) implements AnalyzerProvider<T> {
        @Override
        public AnalyzerScope scope() {
            return AnalyzerScope.INDEX;
        }
    }

    static AnalysisProvider<TokenFilterFactory> lucene(
            Function<Map<String, String>, org.apache.lucene.analysis.TokenFilterFactory> factory, String... pairs) {
        return (index, environment, name, settings) ->
            new FactoryFilter(name, factory.apply(arguments(settings, pairs)));
    }

    static AnalysisProvider<TokenizerFactory> tokenizer(
            Function<Map<String, String>, org.apache.lucene.analysis.TokenizerFactory> factory, String... pairs) {
        return (index, environment, name, settings) -> {
            var made = factory.apply(arguments(settings, pairs));
            return TokenizerFactory.newFactory(name, made::create);
        };
    }

    static TokenFilterFactory filter(String name, Function<TokenStream, TokenStream> function) {
        return new FunctionFilter(name, function);
    }

    static CharFilterFactory charFilter(String name, Function<Reader, Reader> function, boolean normalizes) {
        return new FunctionCharFilter(name, function, normalizes);
    }

    static <T extends Analyzer> AnalyzerProvider<T> analyzer(String name, T analyzer) {
        return new Provider<>(name, analyzer);
    }

    // ---- shared settings -------------------------------------------------------------------------------------

    static int bigramScripts(Settings settings) {
        List<String> ignored = settings.getAsList("ignored_scripts");
        Map<String, Integer> scripts = Map.of(
            "han", CJKBigramFilter.HAN,
            "hiragana", CJKBigramFilter.HIRAGANA,
            "katakana", CJKBigramFilter.KATAKANA,
            "hangul", CJKBigramFilter.HANGUL);
        return scripts.entrySet().stream()
            .filter(script -> !ignored.contains(script.getKey()))
            .mapToInt(Map.Entry::getValue)
            .sum();
    }

    static KoreanTokenizer.DecompoundMode decompoundMode(Settings settings) {
        String mode = settings.get("decompound_mode", "discard");
        return KoreanTokenizer.DecompoundMode.valueOf(mode.toUpperCase(Locale.ROOT));
    }

    /** "E" and "J" name the whole family, as in older versions. */
    static Set<POS.Tag> stopTags(Settings settings) {
        List<String> wanted = settings.getAsList("stoptags", null);
        if (wanted == null) {
            return KoreanPartOfSpeechStopFilter.DEFAULT_STOP_TAGS;
        }
        Set<POS.Tag> tags = EnumSet.noneOf(POS.Tag.class);
        for (POS.Tag tag : POS.Tag.values()) {
            String family = tag.name().substring(0, 1);
            boolean byFamily = wanted.contains(family) && (family.equals("E") || family.equals("J"));
            if (wanted.contains(tag.name()) || byFamily) {
                tags.add(tag);
            }
        }
        return tags;
    }

    static UserDictionary dictionary(Environment environment, Settings settings) throws IOException {
        List<String> rules = settings.getAsList("user_dictionary_rules", null);
        if (rules != null) {
            return UserDictionary.open(new StringReader(String.join("\n", rules)));
        }
        String setting = "user_dictionary";
        try (Reader reader = Analysis.getReaderFromFile(environment, settings.get(setting), setting)) {
            return reader == null ? null : UserDictionary.open(reader);
        }
    }
}
