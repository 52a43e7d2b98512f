package sosik.analysis;

import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalysisMode;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

/** {@code synonym} and {@code synonym_graph}: rules are read with the part of the chain that stands before them. */
record Synonyms(String name, Settings settings, Environment environment, boolean graph) implements TokenFilterFactory {
    @Override
    public TokenStream create(TokenStream input) {
        throw new IllegalStateException("needs its chain");
    }

    @Override
    public AnalysisMode getAnalysisMode() {
        return settings.getAsBoolean("updateable", false) ? AnalysisMode.SEARCH_TIME : AnalysisMode.ALL;
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
            IndexCreationContext context,
            TokenizerFactory tokenizer,
            List<CharFilterFactory> charFilters,
            List<TokenFilterFactory> before,
            Function<String, TokenFilterFactory> all) {
        Analyzer analyzer = new CustomAnalyzer(
            tokenizer,
            charFilters.toArray(CharFilterFactory[]::new),
            before.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new));
        return new InChain(name, read(analyzer), graph, getAnalysisMode());
    }

    private SynonymMap read(Analyzer analyzer) {
        try {
            SolrSynonymParser parser = new SolrSynonymParser(true, settings.getAsBoolean("expand", true), analyzer);
            parser.parse(rules());
            return parser.build();
        } catch (Exception problem) {
            throw new IllegalArgumentException("failed to build synonyms of " + name, problem);
        }
    }

    private Reader rules() {
        List<String> rules = settings.getAsList("synonyms", null);
        if (rules != null) {
            return new StringReader(String.join("\n", rules));
        }
        return Analysis.getReaderFromFile(environment, settings.get("synonyms_path"), "synonyms_path");
    }

    private record InChain(String name, SynonymMap map, boolean graph, AnalysisMode mode)
            implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream input) {
            if (map.fst == null) {
                return input;
            }
            return graph ? new SynonymGraphFilter(input, map, true) : new SynonymFilter(input, map, true);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            return IDENTITY_FILTER;
        }

        @Override
        public AnalysisMode getAnalysisMode() {
            return mode;
        }
    }
}
