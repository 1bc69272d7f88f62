import { LullError } from '../../errors.ts';

/** What is used of the package, which is an optional peer: npm doesn't install it with Lull. */
interface Sdk {
  NodeSDK: new () => { start(): void; shutdown(): Promise<void> };
}

const sdkPackage = '@opentelemetry/sdk-node';

/** What asks for traces: a place to send them to, or an exporter. */
const askedBy = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_TRACES_EXPORTER',
] as const;

/**
 * Starts OpenTelemetry where the environment asks for traces; all else is up to the standard's own variables,
 * `OTEL_*`. Where it doesn't, nothing is loaded.
 *
 * @returns what sends the rest and ends it
 * @throws LullError `missing-package` when the SDK is wanted and not installed
 * @example const end = await startTelemetry(process.env); await end();
 */
export async function startTelemetry(env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const asking = askedBy.find((name) => env[name]);
  const off = env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none';
  if (asking === undefined || off) return async () => {};
  env.OTEL_SERVICE_NAME ??= 'lull';
  // Spans are all that goes this way: metrics are asked for at /metrics, and logs are standard error.
  env.OTEL_METRICS_EXPORTER ??= 'none';
  env.OTEL_LOGS_EXPORTER ??= 'none';
  const { NodeSDK } = await load(asking);
  const sdk = new NodeSDK();
  sdk.start();
  return () => sdk.shutdown();
}

async function load(asking: string): Promise<Sdk> {
  try {
    return (await import(sdkPackage)) as Sdk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new LullError(
      'missing-package',
      `${asking} is set and ${sdkPackage} is not installed`,
      `Install it beside Lull (npm install ${sdkPackage}), or unset the variable.`,
    );
  }
}
