package sosik.analysis;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilterFactory;
import org.apache.lucene.analysis.core.DecimalDigitFilterFactory;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilterFactory;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizerFactory;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizerFactory;
import org.apache.lucene.analysis.core.SimpleAnalyzer;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.core.UpperCaseFilterFactory;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizerFactory;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.KStemFilterFactory;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilterFactory;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.analysis.ko.KoreanNumberFilter;
import org.apache.lucene.analysis.ko.KoreanPartOfSpeechStopFilter;
import org.apache.lucene.analysis.ko.KoreanReadingFormFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.dict.UserDictionary;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilterFactory;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilterFactory;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilterFactory;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizerFactory;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenizerFactory;
import org.apache.lucene.analysis.path.PathHierarchyTokenizerFactory;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.tr.ApostropheFilterFactory;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredCharFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.rest.RestHandler;

/**
 * Registers, under Elasticsearch's official names, the parts of analysis-common and analysis-nori that the news index
 * uses, so that one index definition works here and on the official image.
 */
public final class NewsAnalysisPlugin extends Plugin implements AnalysisPlugin, ActionPlugin {
    private ClusterService cluster;

    @Override
    public Collection<?> createComponents(PluginServices services) {
        cluster = services.clusterService();
        return List.of();
    }

    @Override
    public Collection<RestHandler> getRestHandlers(
            RestHandlersServices services, Supplier<DiscoveryNodes> nodes, Predicate<NodeFeature> features) {
        return List.of(new RootAction(cluster));
    }

    // ---- token filters ---------------------------------------------------------------------------------------

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new HashMap<>();
        addPlainFilters(filters);
        addStemmers(filters);
        addSizedFilters(filters);
        addWordFilters(filters);
        addKoreanFilters(filters);
        return filters;
    }

    private static void addPlainFilters(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("asciifolding", Parts.lucene(ASCIIFoldingFilterFactory::new, "preserve_original", "preserveOriginal"));
        filters.put("cjk_width", Parts.lucene(CJKWidthFilterFactory::new));
        filters.put("apostrophe", Parts.lucene(ApostropheFilterFactory::new));
        filters.put("decimal_digit", Parts.lucene(DecimalDigitFilterFactory::new));
        filters.put("uppercase", Parts.lucene(UpperCaseFilterFactory::new));
        filters.put("trim", Parts.lucene(TrimFilterFactory::new));
        filters.put("remove_duplicates", Parts.lucene(RemoveDuplicatesTokenFilterFactory::new));
        filters.put("flatten_graph", Parts.lucene(FlattenGraphFilterFactory::new));
        filters.put("reverse", (index, environment, name, settings) -> Parts.filter(name, ReverseStringFilter::new));
        // differs from the official one: only repeats at the same position go
        filters.put("unique", (index, environment, name, settings) ->
            Parts.filter(name, RemoveDuplicatesTokenFilter::new));
        filters.put("cjk_bigram", (index, environment, name, settings) -> {
            int scripts = Parts.bigramScripts(settings);
            boolean unigrams = settings.getAsBoolean("output_unigrams", false);
            return Parts.filter(name, input -> new CJKBigramFilter(input, scripts, unigrams));
        });
        filters.put("elision", (index, environment, name, settings) -> {
            CharArraySet given = Analysis.parseArticles(environment, settings);
            CharArraySet articles = given == null ? FrenchAnalyzer.DEFAULT_ARTICLES : given;
            return Parts.filter(name, input -> new ElisionFilter(input, articles));
        });
    }

    private static void addStemmers(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("porter_stem", Parts.lucene(PorterStemFilterFactory::new));
        filters.put("kstem", Parts.lucene(KStemFilterFactory::new));
        filters.put("stemmer", (index, environment, name, settings) -> stemmer(name, settings));
        filters.put("keyword_marker", required((index, environment, name, settings) -> {
            CharArraySet words = Analysis.getWordSet(environment, settings, "keywords");
            return Parts.filter(name, input -> new SetKeywordMarkerFilter(input, words));
        }));
        filters.put("stemmer_override", required((index, environment, name, settings) -> {
            StemmerOverrideFilter.Builder builder = new StemmerOverrideFilter.Builder(false);
            for (String rule : settings.getAsList("rules")) {
                String[] sides = rule.split("=>");
                for (String word : sides[0].split(",")) {
                    builder.add(word.trim(), sides[1].trim());
                }
            }
            var map = builder.build();
            return Parts.filter(name, input -> new StemmerOverrideFilter(input, map));
        }));
    }

    private static TokenFilterFactory stemmer(String name, Settings settings) {
        String language = settings.get("language", settings.get("name", "porter"));
        return switch (language) {
            case "english", "porter", "porter1" -> Parts.filter(name, PorterStemFilter::new);
            case "porter2" -> Parts.filter(name, input -> new SnowballFilter(input, "English"));
            case "light_english", "kstem" -> Parts.filter(name, KStemFilter::new);
            case "minimal_english" -> Parts.filter(name, EnglishMinimalStemFilter::new);
            case "possessive_english" -> Parts.filter(name, EnglishPossessiveFilter::new);
            default -> throw new IllegalArgumentException("stemmer language not built in: " + language);
        };
    }

    private static void addSizedFilters(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("edge_ngram", (index, environment, name, settings) -> {
            int min = settings.getAsInt("min_gram", 1);
            int max = settings.getAsInt("max_gram", 2);
            boolean original = settings.getAsBoolean("preserve_original", false);
            return Parts.filter(name, input -> new EdgeNGramTokenFilter(input, min, max, original));
        });
        filters.put("ngram", (index, environment, name, settings) -> {
            int min = settings.getAsInt("min_gram", 1);
            int max = settings.getAsInt("max_gram", 2);
            boolean original = settings.getAsBoolean("preserve_original", false);
            return Parts.filter(name, input -> new NGramTokenFilter(input, min, max, original));
        });
        filters.put("truncate", (index, environment, name, settings) -> {
            int length = settings.getAsInt("length", 10);
            return Parts.filter(name, input -> new TruncateTokenFilter(input, length));
        });
        filters.put("length", (index, environment, name, settings) -> {
            int min = settings.getAsInt("min", 0);
            int max = settings.getAsInt("max", Integer.MAX_VALUE);
            return Parts.filter(name, input -> new LengthFilter(input, min, max));
        });
    }

    private static void addWordFilters(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("word_delimiter_graph", (index, environment, name, settings) -> {
            int flags = wordDelimiterFlags(settings);
            return Parts.filter(name, input -> new WordDelimiterGraphFilter(input, flags, null));
        });
        filters.put("pattern_replace", required((index, environment, name, settings) -> {
            Pattern pattern = Pattern.compile(settings.get("pattern"));
            String replacement = settings.get("replacement", "");
            boolean all = settings.getAsBoolean("all", true);
            return Parts.filter(name, input -> new PatternReplaceFilter(input, pattern, replacement, all));
        }));
        filters.put("synonym_graph", required((index, environment, name, settings) ->
            new Synonyms(name, settings, environment, true)));
        filters.put("synonym", required((index, environment, name, settings) ->
            new Synonyms(name, settings, environment, false)));
    }

    private static int wordDelimiterFlags(Settings settings) {
        int flags = WordDelimiterGraphFilter.GENERATE_WORD_PARTS
            | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
            | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
            | WordDelimiterGraphFilter.SPLIT_ON_NUMERICS
            | WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;
        if (settings.getAsBoolean("preserve_original", false)) {
            flags |= WordDelimiterGraphFilter.PRESERVE_ORIGINAL;
        }
        if (settings.getAsBoolean("catenate_all", false)) {
            flags |= WordDelimiterGraphFilter.CATENATE_ALL;
        }
        return flags;
    }

    private static void addKoreanFilters(Map<String, AnalysisProvider<TokenFilterFactory>> filters) {
        filters.put("nori_part_of_speech", (index, environment, name, settings) -> {
            Set<POS.Tag> tags = Parts.stopTags(settings);
            return Parts.filter(name, input -> new KoreanPartOfSpeechStopFilter(input, tags));
        });
        filters.put("nori_readingform", (index, environment, name, settings) ->
            Parts.filter(name, KoreanReadingFormFilter::new));
        filters.put("nori_number", (index, environment, name, settings) ->
            Parts.filter(name, KoreanNumberFilter::new));
    }

    /** For parts that mean nothing without settings: Elasticsearch then refuses their use by the bare name. */
    private static <T> AnalysisProvider<T> required(AnalysisProvider<T> provider) {
        return AnalysisPlugin.requiresAnalysisSettings(provider);
    }

    // ---- tokenizers, character filters, analyzers ------------------------------------------------------------

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        Map<String, AnalysisProvider<TokenizerFactory>> tokenizers = new HashMap<>();
        String[] gramSettings = {"min_gram", "minGramSize", "max_gram", "maxGramSize"};
        tokenizers.put("keyword", Parts.tokenizer(KeywordTokenizerFactory::new));
        tokenizers.put("whitespace", Parts.tokenizer(WhitespaceTokenizerFactory::new));
        tokenizers.put("letter", Parts.tokenizer(LetterTokenizerFactory::new));
        tokenizers.put("ngram", Parts.tokenizer(NGramTokenizerFactory::new, gramSettings));
        tokenizers.put("edge_ngram", Parts.tokenizer(EdgeNGramTokenizerFactory::new, gramSettings));
        tokenizers.put("path_hierarchy", Parts.tokenizer(PathHierarchyTokenizerFactory::new));
        tokenizers.put("pattern", (index, environment, name, settings) -> {
            Pattern pattern = Pattern.compile(settings.get("pattern", "\\W+"));
            int group = settings.getAsInt("group", -1);
            return TokenizerFactory.newFactory(name, () -> new PatternTokenizer(pattern, group));
        });
        tokenizers.put("nori_tokenizer", (index, environment, name, settings) -> {
            UserDictionary dictionary = Parts.dictionary(environment, settings);
            KoreanTokenizer.DecompoundMode mode = Parts.decompoundMode(settings);
            boolean discard = settings.getAsBoolean("discard_punctuation", true);
            return TokenizerFactory.newFactory(name, () -> new KoreanTokenizer(
                TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, dictionary, mode, false, discard));
        });
        return tokenizers;
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of(
            "html_strip", (index, environment, name, settings) -> {
                Set<String> kept = Set.copyOf(settings.getAsList("escaped_tags"));
                return Parts.charFilter(name, reader -> new HTMLStripCharFilter(reader, kept), false);
            },
            "pattern_replace", required((index, environment, name, settings) -> {
                Pattern pattern = Pattern.compile(settings.get("pattern"));
                String to = settings.get("replacement", "");
                return Parts.charFilter(name, reader -> new PatternReplaceCharFilter(pattern, to, reader), true);
            }),
            "mapping", required((index, environment, name, settings) -> {
                NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
                for (String rule : Analysis.getWordList(environment, settings, "mappings")) {
                    String[] sides = rule.split("=>", 2);
                    builder.add(sides[0].trim(), sides[1].trim());
                }
                NormalizeCharMap map = builder.build();
                return Parts.charFilter(name, reader -> new MappingCharFilter(map, reader), true);
            }));
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        return Map.of(
            "english", (index, environment, name, settings) -> Parts.analyzer(name, new EnglishAnalyzer(
                Analysis.parseStopWords(environment, settings, EnglishAnalyzer.getDefaultStopSet()))),
            "cjk", (index, environment, name, settings) -> Parts.analyzer(name, new CJKAnalyzer(
                Analysis.parseStopWords(environment, settings, CJKAnalyzer.getDefaultStopSet()))),
            "whitespace", (index, environment, name, settings) -> Parts.analyzer(name, new WhitespaceAnalyzer()),
            "simple", (index, environment, name, settings) -> Parts.analyzer(name, new SimpleAnalyzer()),
            "nori", (index, environment, name, settings) -> Parts.analyzer(name, new KoreanAnalyzer(
                Parts.dictionary(environment, settings),
                Parts.decompoundMode(settings),
                Parts.stopTags(settings),
                false)));
    }

    // ---- parts that may be named without a definition --------------------------------------------------------

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(
            PreConfiguredTokenFilter.singleton("asciifolding", true, ASCIIFoldingFilter::new),
            PreConfiguredTokenFilter.singleton("cjk_bigram", false, CJKBigramFilter::new),
            PreConfiguredTokenFilter.singleton("cjk_width", true, CJKWidthFilter::new),
            PreConfiguredTokenFilter.singleton("porter_stem", false, PorterStemFilter::new),
            PreConfiguredTokenFilter.singleton("kstem", false, KStemFilter::new),
            PreConfiguredTokenFilter.singleton("trim", true, TrimFilter::new),
            PreConfiguredTokenFilter.singleton("uppercase", true, UpperCaseFilter::new),
            PreConfiguredTokenFilter.singleton("nori_readingform", false, KoreanReadingFormFilter::new),
            PreConfiguredTokenFilter.singleton("nori_number", false, KoreanNumberFilter::new),
            PreConfiguredTokenFilter.singleton("flatten_graph", false, FlattenGraphFilter::new),
            PreConfiguredTokenFilter.singleton("remove_duplicates", false, RemoveDuplicatesTokenFilter::new));
    }

    @Override
    public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
        return List.of(
            PreConfiguredTokenizer.singleton("keyword", KeywordTokenizer::new),
            PreConfiguredTokenizer.singleton("whitespace", WhitespaceTokenizer::new),
            PreConfiguredTokenizer.singleton("letter", LetterTokenizer::new));
    }

    @Override
    public List<PreConfiguredCharFilter> getPreConfiguredCharFilters() {
        return List.of(PreConfiguredCharFilter.singleton("html_strip", false, HTMLStripCharFilter::new));
    }
}
