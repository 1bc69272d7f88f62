import { LullError } from '../../errors.ts';

/** What is used of the package, which is not installed with Lull. */
interface Sdk {
  NodeSDK: new () => { start(): void; shutdown(): Promise<void> };
}

const sdkPackage = '@opentelemetry/sdk-node';

/**
 * Starts OpenTelemetry where the environment names a place to send to; all else is up to the standard's own
 * variables, `OTEL_*`.
 *
 * @returns what sends the rest and ends it
 * @throws LullError `missing-package` when the SDK is wanted and not installed
 */
export async function startTelemetry(env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const wanted = env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (!wanted || env.OTEL_SDK_DISABLED === 'true') return async () => {};
  env.OTEL_SERVICE_NAME ??= 'lull';
  const { NodeSDK } = await load();
  const sdk = new NodeSDK();
  sdk.start();
  return () => sdk.shutdown();
}

async function load(): Promise<Sdk> {
  try {
    return (await import(sdkPackage)) as Sdk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new LullError(
      'missing-package',
      `OTEL_EXPORTER_OTLP_ENDPOINT is set and ${sdkPackage} is not installed`,
      `Install it beside Lull (npm install ${sdkPackage}), or unset the variable.`,
    );
  }
}
