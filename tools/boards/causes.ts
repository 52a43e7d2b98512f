import type { Alert } from './alert.ts';

/** Of the pipeline: the log, its groups, and whether they come together to one paper. */
const pipeline: readonly Alert[] = [
  {
    alert: 'DeadLetters',
    severity: 'ticket',
    expr: 'sum by (topic, group) (increase(sosik_consumer_records_total{outcome="dead"}[15m])) > 0',
    summary: 'A service can not use some records, and puts them among its dead letters.',
    fires: {
      series: {
        'sosik_consumer_records_total{topic="ingest.events.v1",group="content",outcome="dead"}': '0x10 1x20',
      },
      at: '15m',
      labels: { topic: 'ingest.events.v1', group: 'content' },
    },
    quiet: {
      series: {
        'sosik_consumer_records_total{topic="ingest.events.v1",group="content",outcome="dead"}': '4x30',
        'sosik_consumer_records_total{topic="ingest.events.v1",group="content",outcome="done"}': '0+60x30',
      },
      at: '25m',
    },
  },
  {
    alert: 'ConsumerLate',
    severity: 'ticket',
    expr: 'max by (topic, group) (sosik_consumer_lag_seconds) > 60',
    for: '1m',
    summary: 'A service applies what happened more than a minute ago.',
    fires: {
      series: { 'sosik_consumer_lag_seconds{topic="content.changes.v1",group="search"}': '0+20x15' },
      at: '10m',
      labels: { topic: 'content.changes.v1', group: 'search' },
    },
    quiet: {
      series: {
        'sosik_consumer_lag_seconds{topic="content.changes.v1",group="search"}': '0 59 5 59 70 0x10',
      },
      at: '5m',
    },
  },
  {
    alert: 'ConsumerStuck',
    severity: 'ticket',
    expr: 'max by (topic, group) (sosik_consumer_lag_records) > 0 and max by (topic, group) (changes(sosik_consumer_position_records[3m])) == 0',
    for: '1m',
    summary: 'Records wait for a service that does not get on at all.',
    fires: {
      series: {
        'sosik_consumer_lag_records{topic="content.changes.v1",group="search",app="ops"}': '0 0+10x15',
        'sosik_consumer_position_records{topic="content.changes.v1",group="search",app="ops"}': '500x16',
      },
      at: '10m',
      labels: { topic: 'content.changes.v1', group: 'search' },
    },
    quiet: {
      series: {
        'sosik_consumer_lag_records{topic="content.changes.v1",group="search",app="ops"}': '900-10x15',
        'sosik_consumer_position_records{topic="content.changes.v1",group="search",app="ops"}': '500+60x15',
        // Nothing is said, and nothing waits.
        'sosik_consumer_lag_records{topic="gateway.views.v1",group="popularity",app="ops"}': '0x15',
        'sosik_consumer_position_records{topic="gateway.views.v1",group="popularity",app="ops"}': '7x15',
      },
      at: '10m',
    },
  },
  {
    alert: 'RebalanceStorm',
    severity: 'ticket',
    expr: 'sum by (group) (increase(sosik_consumer_rebalances_total[10m])) > 10',
    summary: 'A group is divided anew again and again, and reads little in between.',
    fires: {
      series: { 'sosik_consumer_rebalances_total{group="content",instance="content:4002"}': '1+2x20' },
      at: '15m',
      labels: { group: 'content' },
    },
    quiet: {
      // Three processes are started one after the other: each divides the group of all.
      series: {
        'sosik_consumer_rebalances_total{group="content",instance="a"}': '0 1 2 3x20',
        'sosik_consumer_rebalances_total{group="content",instance="b"}': '_ 1 2x20',
      },
      at: '8m',
    },
  },
  {
    alert: 'RecordsMissed',
    severity: 'page',
    expr: 'sum by (topic, group) (increase(sosik_consumer_missed_records_total[1h])) > 0',
    summary: 'The log has deleted records before a service applied them.',
    fires: {
      series: {
        'sosik_consumer_missed_records_total{topic="gateway.views.v1",group="popularity"}': '0x5 900x20',
      },
      at: '10m',
      labels: { topic: 'gateway.views.v1', group: 'popularity' },
    },
    quiet: {
      series: { 'sosik_consumer_missed_records_total{topic="gateway.views.v1",group="popularity"}': '0x25' },
      at: '20m',
    },
  },
  {
    alert: 'LagUnknown',
    severity: 'ticket',
    expr: 'time() - max(sosik_consumer_looked_timestamp_seconds) > 120',
    summary: 'Nobody knows how far services are behind: the desk can not ask the log.',
    fires: {
      series: { 'sosik_consumer_looked_timestamp_seconds{service="ops"}': '0x10' },
      at: '5m',
      labels: {},
    },
    quiet: { series: { 'sosik_consumer_looked_timestamp_seconds{service="ops"}': '0+60x10' }, at: '9m' },
  },
  {
    alert: 'SendsFail',
    severity: 'ticket',
    expr: 'sum by (app) (increase(sosik_sender_failures_total[5m])) > 5',
    summary: 'A service can not append to the log.',
    fires: {
      series: { 'sosik_sender_failures_total{app="ingest"}': '0+3x10' },
      at: '8m',
      labels: { app: 'ingest' },
    },
    quiet: { series: { 'sosik_sender_failures_total{app="ingest"}': '0 1 1 1 2x10' }, at: '8m' },
  },
  {
    alert: 'ViewsDiffer',
    severity: 'ticket',
    expr: 'max(sosik_audit_left_drifts) > 0',
    for: '10m',
    summary: 'What search, popularity or a gateway holds differs from the record, and was not mended.',
    fires: { series: { sosik_audit_left_drifts: '0 0 3x30' }, at: '20m', labels: {} },
    quiet: { series: { sosik_audit_left_drifts: '0 3x5 0x30' }, at: '20m' },
  },
];

/** Of engines and processes. */
const machines: readonly Alert[] = [
  {
    alert: 'StoreFull',
    severity: 'page',
    expr: 'max by (store) (sosik_store_full) == 1',
    for: '1m',
    summary: 'An engine has no room left: what newsrooms say waits.',
    fires: {
      series: { 'sosik_store_full{store="mongodb",app="content"}': '0 1x10' },
      at: '5m',
      labels: { store: 'mongodb' },
    },
    quiet: { series: { 'sosik_store_full{store="mongodb",app="content"}': '0 1 0x10' }, at: '5m' },
  },
  {
    alert: 'EngineNearlyFull',
    severity: 'ticket',
    expr: 'max by (engine) (sosik_engine_room_ratio) > 0.85',
    for: '5m',
    summary:
      'An engine is nearly full: at nine tenths Elasticsearch closes its indices, others stop soon after.',
    fires: {
      series: { 'sosik_engine_room_ratio{engine="elasticsearch",app="search"}': '0.8+0.01x20' },
      at: '15m',
      labels: { engine: 'elasticsearch' },
    },
    quiet: {
      series: { 'sosik_engine_room_ratio{engine="elasticsearch",app="search"}': '0.7+0.01x14 0.84x10' },
      at: '20m',
    },
  },
  {
    alert: 'EngineAway',
    severity: 'ticket',
    expr: 'max by (engine) (sosik_engine_answers) == 0 or min by (engine) (sosik_engine_health) == 0',
    for: '1m',
    summary: 'An engine does not answer, or can not reach its data.',
    fires: {
      series: { 'sosik_engine_answers{engine="redis",app="popularity"}': '1 1 0x10' },
      at: '6m',
      labels: { engine: 'redis' },
    },
    quiet: {
      series: {
        'sosik_engine_answers{engine="redis",app="popularity"}': '1 0 1x10',
        'sosik_engine_health{engine="elasticsearch",app="search"}': '0.5x12',
      },
      at: '6m',
    },
  },
  {
    alert: 'LogLacksCopies',
    severity: 'ticket',
    expr: 'max(sosik_engine_items{engine="kafka",what="partitions without all copies"}) > 0',
    for: '10m',
    summary:
      'Partitions of the log have fewer copies than they should: one more broker away, and nothing is accepted.',
    fires: {
      series: { 'sosik_engine_items{engine="kafka",what="partitions without all copies"}': '0 0 6x30' },
      at: '20m',
      labels: {},
    },
    quiet: {
      series: {
        'sosik_engine_items{engine="kafka",what="partitions without all copies"}': '0 6x8 0x30',
        'sosik_engine_items{engine="kafka",what="partitions"}': '21x40',
      },
      at: '20m',
    },
  },
  {
    alert: 'CountsEvicted',
    severity: 'ticket',
    expr: 'max(delta(sosik_engine_work{engine="redis",what="keys evicted"}[15m])) > 0',
    summary: 'Redis throws counts out to make room: lists of what is read most are wrong.',
    fires: {
      series: { 'sosik_engine_work{engine="redis",what="keys evicted"}': '0x5 40x20' },
      at: '10m',
      labels: {},
    },
    quiet: { series: { 'sosik_engine_work{engine="redis",what="keys evicted"}': '40x5 0x20' }, at: '10m' },
  },
  {
    alert: 'AppAway',
    severity: 'page',
    expr: 'sum by (app) (up{job="sosik"}) == 0',
    for: '1m',
    summary: 'No process of a service answers.',
    fires: {
      series: {
        'up{job="sosik",app="gateway",instance="gateway:4000"}': '1 0x10',
        'up{job="sosik",app="ingest",instance="ingest:4001"}': '1x11',
      },
      at: '5m',
      labels: { app: 'gateway' },
    },
    quiet: {
      series: {
        'up{job="sosik",app="gateway",instance="a:4000"}': '1 0x10',
        'up{job="sosik",app="gateway",instance="b:4000"}': '1x11',
      },
      at: '5m',
    },
  },
  {
    alert: 'ProcessRestarts',
    severity: 'ticket',
    expr: 'sum by (app) (changes(process_start_time_seconds{job="sosik"}[15m])) > 3',
    summary: 'A service ends and is started again, several times in a quarter of an hour.',
    fires: {
      series: { 'process_start_time_seconds{job="sosik",app="search",instance="search:4003"}': '0+60x20' },
      at: '15m',
      labels: { app: 'search' },
    },
    quiet: {
      series: {
        'process_start_time_seconds{job="sosik",app="search",instance="search:4003"}': '0x5 360x5 720x10',
      },
      at: '15m',
    },
  },
  {
    alert: 'LoopBlocked',
    severity: 'ticket',
    expr: 'max by (app) (nodejs_eventloop_lag_p99_seconds{job="sosik"}) > 0.5',
    for: '5m',
    summary: 'A process is busy for half a second at a time; whoever asks it meanwhile waits.',
    fires: {
      series: { 'nodejs_eventloop_lag_p99_seconds{job="sosik",app="content"}': '0.02 0.9x20' },
      at: '10m',
      labels: { app: 'content' },
    },
    quiet: {
      series: { 'nodejs_eventloop_lag_p99_seconds{job="sosik",app="content"}': '0.02 0.9 0.9 0.02x20' },
      at: '10m',
    },
  },
  {
    alert: 'RequestsShed',
    severity: 'ticket',
    expr: 'sum by (service) (rate(sosik_http_shed_total[5m])) > 1',
    for: '2m',
    summary: 'A service has too much to do and refuses requests.',
    fires: {
      series: { 'sosik_http_shed_total{service="gateway",class="usual"}': '0+300x20' },
      at: '10m',
      labels: { service: 'gateway' },
    },
    quiet: { series: { 'sosik_http_shed_total{service="gateway",class="usual"}': '0x5 200x20' }, at: '10m' },
  },
  {
    alert: 'DependencySilent',
    severity: 'ticket',
    expr: 'max by (service, dependency) (sosik_guard_open) == 1',
    for: '1m',
    summary: 'A service does not ask another any more, since it did not answer.',
    fires: {
      series: { 'sosik_guard_open{service="gateway",dependency="search"}': '0 1x10' },
      at: '5m',
      labels: { service: 'gateway', dependency: 'search' },
    },
    quiet: {
      series: { 'sosik_guard_open{service="gateway",dependency="search"}': '0 1 0 1 0x10' },
      at: '5m',
    },
  },
];

/** Of those who send us something, or are told; and of whoever watches. */
const others: readonly Alert[] = [
  {
    alert: 'SourceQuiet',
    severity: 'ticket',
    expr: 'max by (source) (sosik_source_quiet) == 1',
    for: '5m',
    summary: 'A source has had nothing new for longer than it may, or has ended.',
    fires: {
      series: { 'sosik_source_quiet{source="harbour"}': '0 1x20' },
      at: '10m',
      labels: { source: 'harbour' },
    },
    quiet: { series: { 'sosik_source_quiet{source="harbour"}': '0x20' }, at: '10m' },
  },
  {
    alert: 'WebhooksParked',
    severity: 'ticket',
    expr: 'max(sosik_deliveries_parked) > 0',
    for: '15m',
    summary: 'Messages to subscribers are not tried any more by themselves.',
    fires: { series: { sosik_deliveries_parked: '0 2x30' }, at: '20m', labels: {} },
    quiet: { series: { sosik_deliveries_parked: '0 2x5 0x30' }, at: '20m' },
  },
  {
    alert: 'WebhooksWait',
    severity: 'ticket',
    expr: 'max(sosik_deliveries_unshown_seconds) > 60',
    for: '1m',
    summary:
      'Subscribers are not told, since readers do not see the change yet: a service that shows pages is stuck.',
    fires: { series: { sosik_deliveries_unshown_seconds: '0+30x20' }, at: '10m', labels: {} },
    quiet: { series: { sosik_deliveries_unshown_seconds: '0 2 0 3 70 0x20' }, at: '6m' },
  },
  {
    alert: 'ProbeFails',
    severity: 'page',
    // Where the desk is told to publish none there are no runs.
    expr: 'time() - max(sosik_probe_last_success_timestamp_seconds) > 180 and sum(increase(sosik_probe_runs_total[10m])) > 0',
    for: '2m',
    summary: 'An article that the desk publishes each minute does not come to readers.',
    fires: {
      series: {
        sosik_probe_last_success_timestamp_seconds: '0x15',
        'sosik_probe_runs_total{outcome="late"}': '0+1x15',
      },
      at: '8m',
      labels: {},
    },
    quiet: {
      series: {
        sosik_probe_last_success_timestamp_seconds: '0+60x15',
        'sosik_probe_runs_total{outcome="whole"}': '0+1x15',
      },
      at: '12m',
    },
  },
  {
    alert: 'ProbeLate',
    severity: 'ticket',
    expr: 'sum by (surface, consumer) (increase(sosik_probe_late_total[5m])) > 1',
    summary:
      'The article that the desk publishes each minute comes late to one place, by the service that is named.',
    fires: {
      series: { 'sosik_probe_late_total{surface="search",consumer="search"}': '0+1x10' },
      at: '8m',
      labels: { surface: 'search', consumer: 'search' },
    },
    quiet: {
      series: { 'sosik_probe_late_total{surface="search",consumer="search"}': '0x3 1x10' },
      at: '12m',
    },
  },
  {
    alert: 'Deadman',
    severity: 'ticket',
    expr: 'count(up{job="sosik"}) > 0',
    summary:
      'Always so while Prometheus sees the paper: whoever stops hearing this must look for Prometheus.',
    fires: { series: { 'up{job="sosik",app="gateway"}': '1x5' }, at: '3m', labels: {} },
    quiet: { series: { 'up{job="other",app="gateway"}': '1x5' }, at: '3m' },
  },
];

export const causes: readonly Alert[] = [...pipeline, ...machines, ...others];
