import { linkIn } from '../by-link.ts';
import type { GatedProxy, Pages, ProxySettings } from '../contract.ts';
import { inFlightOf } from './in-flight.ts';

/**
 * Caddy: at every request it looks for a file below a link. Its admin address would flip it too, but cuts
 * connections.
 *
 * @example caddy(settings, pagesIn(settings.folder, source)).flip(serving)
 */
export function caddy({ folder, control, backends }: ProxySettings, pages: Pages): GatedProxy {
  return {
    ...linkIn(folder, pages),
    inFlight: async () => (control === null ? null : inFlightOf(control, backends)),
    // Caddy ends no connection without a reload, which would cut those of everybody.
    endSessions: async () => 0,
    // It asks about each request while the gate is closed.
    admit: async () => {},
  };
}
