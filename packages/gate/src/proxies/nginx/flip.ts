import { linkIn } from '../by-link.ts';
import type { GatedProxy, Pages, ProxySettings } from '../contract.ts';
import { cutTo } from '../cut.ts';
import { writePass } from '../folder.ts';
import { inFlightOf } from './in-flight.ts';
import { marksIn } from './passed.ts';

/**
 * nginx without Lua: at every request it looks for a file below a link.
 *
 * @example nginx(settings, pagesIn(settings.folder, source)).flip(serving)
 */
export function nginx({ folder, control, cut = [] }: ProxySettings, pages: Pages): GatedProxy {
  const passed = marksIn(folder);
  return {
    ...linkIn(folder, pages),
    traffic: async (waiting) => {
      const [all, marks] = [await inFlightOf(control), await passed()];
      return { ...marks, inFlight: all === null ? null : Math.max(0, all - waiting) };
    },
    // nginx itself ends no connection without a reload, which would cut those of everybody.
    endSessions: () => cutTo(cut),
    admit: (token, expires) => writePass(folder, token, expires),
  };
}
