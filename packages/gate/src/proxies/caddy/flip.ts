import { linkIn } from '../by-link.ts';
import type { GatedProxy, Pages, ProxySettings } from '../contract.ts';
import { cutTo } from '../cut.ts';
import { inFlightOf } from './in-flight.ts';

/**
 * Caddy: at every request it looks for a file below a link. Its admin address would flip it too, but cuts
 * connections.
 *
 * @example caddy(settings, pagesIn(settings.folder, source)).flip(serving)
 */
export function caddy({ folder, control, backends, cut = [] }: ProxySettings, pages: Pages): GatedProxy {
  return {
    ...linkIn(folder, pages),
    traffic: async () => {
      const inFlight = control === null ? null : await inFlightOf(control, backends);
      // What Caddy counts besides, it counts for all sites together.
      return { inFlight, requests: null, writes: null };
    },
    // Caddy itself ends no connection without a reload, which would cut those of everybody.
    endSessions: () => cutTo(cut),
    // It asks about each request while the gate is closed.
    admit: async () => {},
  };
}
