import { linkIn } from '../by-link.ts';
import type { GatedProxy, Pages, ProxySettings } from '../contract.ts';
import { writePass } from '../folder.ts';
import { inFlightOf } from './in-flight.ts';

/**
 * nginx without Lua: at every request it looks for a file below a link.
 *
 * @example nginx(settings, pagesIn(settings.folder, source)).flip(serving)
 */
export function nginx({ folder, control }: ProxySettings, pages: Pages): GatedProxy {
  return {
    ...linkIn(folder, pages),
    inFlight: () => inFlightOf(control),
    // nginx ends no connection without a reload, which would cut those of everybody.
    endSessions: async () => 0,
    admit: (token, expires) => writePass(folder, token, expires),
  };
}
