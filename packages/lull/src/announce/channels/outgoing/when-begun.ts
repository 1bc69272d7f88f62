import type { Dispatcher } from 'undici';

/**
 * Calls back when a request is given to a connection: from then on the other side may get it, whatever comes
 * of waiting for its answer.
 *
 * @example await agent.compose(whenBegun(() => { isOnItsWay = true; })).request(options)
 */
export function whenBegun(begun: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        handler.onRequestStart?.(controller, context);
        if (!controller.aborted) begun();
      },
      onResponseStart: (...given) => handler.onResponseStart?.(...given),
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    });
}
