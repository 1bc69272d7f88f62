/** Why a proxy doesn't do what it should. Stable: they are in logs and docs. */
export const proxyErrorCodes = ['no-proxy', 'not-included', 'not-served', 'no-permission', 'usage'] as const;

export type ProxyErrorCode = (typeof proxyErrorCodes)[number];

/** An error that a person can do something about. */
export class ProxyError extends Error {
  readonly code: ProxyErrorCode;
  /** What to do about it. */
  readonly todo: string;

  constructor(code: ProxyErrorCode, message: string, todo: string, options?: ErrorOptions) {
    super(`${message} ${todo}`, options);
    this.name = 'ProxyError';
    this.code = code;
    this.todo = todo;
  }
}
