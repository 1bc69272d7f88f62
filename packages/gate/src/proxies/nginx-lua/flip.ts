import { linkIn } from '../by-link.ts';
import type { GatedProxy, Pages, ProxySettings } from '../contract.ts';
import { cutTo } from '../cut.ts';
import { nameOf } from '../name-of.ts';
import { control, wordFor } from './control.ts';

/**
 * nginx with Lua: it looks into shared memory at every request. The link to the pages is laid first: it is
 * what a restart begins with.
 *
 * @example nginxLua(settings, pagesIn(settings.folder, source)).flip(serving)
 */
export function nginxLua(settings: ProxySettings, pages: Pages): GatedProxy {
  const { folder, cut = [] } = settings;
  const service = nameOf(settings.service);
  const link = linkIn(folder, pages);
  return {
    flip: async (serving) => {
      // What is opened is opened before its pages go.
      if (serving.does === 'open') await control(settings.control, service, 'open');
      await link.flip(serving);
      if (serving.does !== 'open') await control(settings.control, service, wordFor(serving));
    },
    holds: async (serving) => {
      if (!(await link.holds(serving))) return false;
      return (await control(settings.control, service, null)).does === wordFor(serving);
    },
    traffic: async () => (await control(settings.control, service, null)).traffic,
    // nginx itself ends no connection without a reload, which would cut those of everybody.
    endSessions: () => cutTo(cut),
    // It asks about every token while the gate is closed.
    admit: async () => {},
  };
}
