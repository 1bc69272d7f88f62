import type { PublicDowntime } from '../contract.ts';
import type { PublicDocument, View } from '../public/contract.ts';
import { componentsOf, pageOf, statusOf } from './components.ts';
import { maintenanceOf, statusIn } from './maintenance.ts';
import type { Maintenance, MaintenanceStatus } from './shapes.ts';

const MOST_MAINTENANCES = 50;

type Content = (view: View) => Readonly<Record<string, unknown>>;

/** What stands at each path beside the page. Incidents are none of Lull's: their lists are empty. */
const contents: Readonly<Record<string, Content>> = {
  summary: (view) => ({
    components: componentsOf(view.published),
    incidents: [],
    scheduled_maintenances: maintenances(view, ['scheduled', 'in_progress', 'verifying']),
    status: statusOf(view.published),
  }),
  status: ({ published }) => ({ status: statusOf(published) }),
  components: ({ published }) => ({ components: componentsOf(published) }),
  incidents: () => ({ incidents: [] }),
  'incidents/unresolved': () => ({ incidents: [] }),
  'scheduled-maintenances': (view) => ({ scheduled_maintenances: newestMaintenances(view) }),
  'scheduled-maintenances/upcoming': (view) => ({
    scheduled_maintenances: maintenances(view, ['scheduled']),
  }),
  'scheduled-maintenances/active': (view) => ({
    scheduled_maintenances: maintenances(view, ['in_progress', 'verifying']),
  }),
};

/**
 * All paths of the public half of Statuspage's API v2, so that its clients work with Lull as they are. Texts
 * are in the reader's language, times on the page's clock.
 */
export const statuspageDocuments: readonly PublicDocument[] = Object.entries(contents).map(
  ([name, content]) => ({
    path: `/api/v2/${name}.json`,
    type: 'application/json; charset=utf-8',
    varies: ['language'],
    isShared: true,
    render: (view) => JSON.stringify({ page: pageOf(view), ...content(view) }),
  }),
);

/** Those that are in one of the states, by their start. */
function maintenances(view: View, statuses: readonly MaintenanceStatus[]): Maintenance[] {
  const wanted = view.published.downtimes.filter(({ state }) => statuses.includes(statusIn[state]));
  return told(wanted, view);
}

/** The newest first, those that are over included. */
function newestMaintenances(view: View): Maintenance[] {
  const newest = [...view.published.downtimes].reverse().sort((a, b) => b.createdAt - a.createdAt);
  return told(newest.slice(0, MOST_MAINTENANCES), view);
}

function told(downtimes: readonly PublicDowntime[], view: View): Maintenance[] {
  const components = componentsOf(view.published);
  return downtimes.map((each) => maintenanceOf(each, components, view));
}
