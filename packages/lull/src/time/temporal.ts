/** Temporal as the runtime has it, or its polyfill where it is missing (Node before 26). */
type TemporalApi = typeof globalThis.Temporal;

export const Temporal: TemporalApi =
  globalThis.Temporal ?? ((await import('temporal-polyfill')).Temporal as unknown as TemporalApi);
