package sosik.search;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.bootstrap.BootstrapInfo;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Starts one Elasticsearch node as the official launcher does, less the sandbox around plugins and the checks that
 * only concern servers that others can reach.
 *
 * <p>Reads elasticsearch.yml and log4j2.properties from {@code es.path.conf}, modules and plugins from
 * {@code es.path.home}. SIGTERM closes the node: shards are flushed, the node's lock is released.
 */
public final class SearchNode {
    private static final int CLOSE_SECONDS = 10;

    private SearchNode() {
    }

    public static void main(String[] arguments) throws Exception {
        LogConfigurator.registerErrorListener();
        LogConfigurator.configureESLogging();
        BootstrapInfo.init();
        Environment environment = environment();
        LogConfigurator.setClusterName(environment.settings().get("cluster.name"));
        LogConfigurator.setNodeName(environment.settings().get("node.name"));
        LogConfigurator.configure(environment, true);

        Node node = new Node(environment, plugins(environment));
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, closed), "close"));
        node.start();
        closed.await();
    }

    private static Environment environment() {
        Path home = Path.of(System.getProperty("es.path.home"));
        Path configuration = Path.of(System.getProperty("es.path.conf"));
        Settings settings = Settings.builder().put("path.home", home.toString()).build();
        return InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), configuration, () -> "search-1");
    }

    private static PluginsLoader plugins(Environment environment) throws Exception {
        return PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir(), false),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir(), false),
            Map.of());
    }

    private static void close(Node node, CountDownLatch closed) {
        try {
            node.prepareForClose();
            node.close();
            node.awaitClose(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception problem) {
            problem.printStackTrace();
        } finally {
            closed.countDown();
        }
    }
}
