/** Takes what happens to the store, for the log; never a secret. */
export type StoreLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** Says nothing. */
export const silent: StoreLog = () => undefined;
