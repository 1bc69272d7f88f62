import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRegistry, type Registry } from './registry.ts';

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Every metric that the server itself keeps; docs/operate.md lists them. */
export type Metrics = ReturnType<typeof createMetrics>;

/**
 * The metrics of one server. Names and units follow Prometheus' practice: base units, `_total` for counters.
 *
 * @param about what `lull_build_info` says
 */
export function createMetrics(about: { readonly version: string; readonly engine: string }) {
  const registry = createRegistry();
  registry
    .gauge({
      name: 'lull_build_info',
      help: 'Always 1; what runs.',
      labels: ['version', 'engine', 'node', 'tz'],
    })
    .set(1, [about.version, about.engine, process.versions.node, process.versions.tz ?? 'unknown']);
  processMetrics(registry);
  return {
    registry,
    requests: registry.counter({
      name: 'lull_http_requests_total',
      help: 'Requests answered.',
      labels: ['method', 'route', 'status'],
    }),
    requestSeconds: registry.histogram({
      name: 'lull_http_request_duration_seconds',
      help: 'From a request to the head of its answer.',
      labels: ['method', 'route'],
      buckets: seconds,
    }),
    inFlight: registry.gauge({
      name: 'lull_http_requests_in_flight',
      help: 'Requests that are being worked on.',
    }),
    streams: registry.gauge({ name: 'lull_event_streams', help: 'Event streams that are open.' }),
    gateStreams: registry.gauge({ name: 'lull_gate_streams', help: 'Streams of gates that are open.' }),
    transactions: registry.counter({
      name: 'lull_store_transactions_total',
      help: 'Transactions by what became of them: committed, rolled back (a refusal, a dry run), or failed.',
      labels: ['outcome'],
    }),
    transactionSeconds: registry.histogram({
      name: 'lull_store_transaction_duration_seconds',
      help: 'How long transactions took, waiting for a connection included.',
      buckets: seconds,
    }),
    storeErrors: registry.counter({
      name: 'lull_store_errors_total',
      help: 'What the store could not do, by the code of the error.',
      labels: ['code'],
    }),
    connections: registry.gauge({
      name: 'lull_store_connections',
      help: 'Connections to PostgreSQL: busy, idle, and requests that wait for one.',
      labels: ['state'],
    }),
    events: registry.counter({
      name: 'lull_timer_events_total',
      help: 'What happened to downtimes because its moment had come, on this server, by kind.',
      labels: ['kind'],
    }),
    lateness: registry.histogram({
      name: 'lull_timer_lateness_seconds',
      help: 'How long after its instant go/no-go opened, a downtime began, or it became overdue.',
      labels: ['kind'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 600],
    }),
    timerErrors: registry.counter({
      name: 'lull_timer_errors_total',
      help: 'Moments that could not be carried out and are tried again.',
    }),
    timerBeat: registry.gauge({
      name: 'lull_timer_beat_age_seconds',
      help: 'How long ago the timers last looked whether something is due.',
    }),
    due: registry.gauge({
      name: 'lull_due_lateness_seconds',
      help: 'How late the longest due moment is that nobody has carried out; 0 when none is.',
    }),
    downtimes: registry.gauge({
      name: 'lull_downtimes',
      help: 'Downtimes that have not ended, by state.',
      labels: ['state'],
    }),
    overdue: registry.gauge({
      name: 'lull_downtimes_overdue',
      help: 'Downtimes that should be over and are not.',
    }),
    notices: registry.counter({
      name: 'lull_notices_total',
      help: 'Attempts to tell somebody, on this server, by what became of them: sent, again, failed, cancelled.',
      labels: ['channel', 'outcome'],
    }),
    noticesQueued: registry.gauge({
      name: 'lull_notices_queued',
      help: 'Notices that wait, or are being sent.',
      labels: ['channel'],
    }),
    noticesLate: registry.gauge({
      name: 'lull_notices_lateness_seconds',
      help: 'How long the notice that has waited longest could have gone already; 0 when none could.',
      labels: ['channel'],
    }),
    silences: registry.gauge({
      name: 'lull_silences',
      help: 'What monitors are to be quiet about: wanted, held, ending, and of all of these those that fail.',
      labels: ['silencer', 'state'],
    }),
    silenceAttempts: registry.counter({
      name: 'lull_silence_attempts_total',
      help: 'Times that a monitor was called, on this server: what for, and whether it was done or failed.',
      labels: ['silencer', 'doing', 'outcome'],
    }),
    agents: registry.gauge({
      name: 'lull_agents',
      help: 'Agents and the server’s own runner: there, troubled (there, and something is wrong), away, never.',
      labels: ['state'],
    }),
    agentAge: registry.gauge({
      name: 'lull_agent_heard_age_seconds',
      help: 'How long ago an agent was heard last; the server’s own runner has no name.',
      labels: ['agent'],
    }),
    lastEvent: registry.gauge({
      name: 'lull_events_last_seq',
      help: 'Number of the last event; rises by one with each, whichever server made it.',
    }),
  };
}

function processMetrics(registry: Registry): void {
  const cpu = registry.counter({ name: 'process_cpu_seconds_total', help: 'CPU time used.' });
  const memory = registry.gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory.' });
  const heap = registry.gauge({ name: 'nodejs_heap_size_used_bytes', help: 'Heap in use.' });
  const lag = registry.gauge({
    name: 'nodejs_eventloop_lag_p99_seconds',
    help: 'How late the event loop was since it was last asked, 99th percentile.',
  });
  registry
    .gauge({ name: 'process_start_time_seconds', help: 'When it started, seconds since 1970.' })
    .set(Math.round(performance.timeOrigin / 1000));
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let counted = 0;
  registry.beforeTelling(() => {
    const { user, system } = process.cpuUsage();
    const used = (user + system) / 1e6;
    cpu.add([], used - counted);
    counted = used;
    const { rss, heapUsed } = process.memoryUsage();
    memory.set(rss);
    heap.set(heapUsed);
    lag.set((Number.isFinite(delay.percentile(99)) ? delay.percentile(99) : 0) / 1e9);
    delay.reset();
  });
}
