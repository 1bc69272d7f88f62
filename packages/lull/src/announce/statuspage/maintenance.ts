import { isEnd } from '../../downtime/states.ts';
import type { NoticeKind, PublicDowntime } from '../contract.ts';
import { updateText } from '../feeds/update-text.ts';
import type { View } from '../public/contract.ts';
import { downtimeLink } from '../public/links.ts';
import type { Affected, Component, Maintenance, MaintenanceStatus, Truth, Update } from './shapes.ts';
import { stampIn } from './times.ts';

/** How clients are told of each state: there is no word for what was called off, so that is over. */
export const statusIn: Readonly<Record<PublicDowntime['state'], MaintenanceStatus>> = {
  scheduled: 'scheduled',
  warning: 'scheduled',
  draining: 'in_progress',
  down: 'in_progress',
  failed: 'in_progress',
  verifying: 'verifying',
  opening: 'verifying',
  completed: 'completed',
  aborted: 'completed',
  cancelled: 'completed',
};

const statusAt: Readonly<Record<NoticeKind, MaintenanceStatus>> = {
  scheduled: 'scheduled',
  reminder: 'scheduled',
  moved: 'scheduled',
  delayed: 'scheduled',
  started: 'in_progress',
  overrunning: 'in_progress',
  extended: 'in_progress',
  completed: 'completed',
  aborted: 'completed',
  cancelled: 'completed',
  withdrawn: 'completed',
};

/**
 * A downtime as Statuspage's clients read it, with the truth beside it.
 *
 * @param components those of all public services, as they are now
 * @example maintenanceOf(downtime, components, view).status === 'scheduled'
 */
export function maintenanceOf(
  downtime: PublicDowntime,
  components: readonly Component[],
  view: View,
): Maintenance {
  const { page } = view.published;
  const stamp = (at: number): string => stampIn(page.zone, at);
  const { id, title, state, promise, actual, createdAt, changedAt, services } = downtime;
  const planned = promise.at(-1)!;
  const touched = components.filter((each) => services.includes(each.id));
  return {
    id,
    name: title,
    status: statusIn[state],
    created_at: stamp(createdAt),
    updated_at: stamp(changedAt),
    monitoring_at: null,
    resolved_at: isEnd(state) ? stamp(actual.endedAt ?? changedAt) : null,
    impact: 'maintenance',
    shortlink: downtimeLink(view, id),
    started_at: stamp(createdAt),
    page_id: new URL(page.url).hostname,
    incident_updates: updatesOf(downtime, components, view),
    components: touched,
    scheduled_for: stamp(planned.start),
    scheduled_until: stamp(planned.end),
    lull: truthOf(downtime, stamp),
  };
}

function updatesOf(downtime: PublicDowntime, components: readonly Component[], view: View): Update[] {
  const updates = downtime.updates.map((update, index): Update => {
    const earlier = downtime.updates[index - 1]?.told ?? null;
    const at = stampIn(view.published.page.zone, update.at);
    const touched = components.filter(({ id }) => update.told.services.includes(id));
    return {
      id: update.id,
      status: statusAt[update.kind],
      body: updateText(update, earlier, downtime, view).paragraphs.join('\n\n'),
      incident_id: downtime.id,
      created_at: at,
      updated_at: at,
      display_at: at,
      affected_components: touched.map((component) => affectedBy(update.kind, component)),
      deliver_notifications: true,
      custom_tweet: null,
      tweet_id: null,
    };
  });
  return updates.reverse();
}

function affectedBy(kind: NoticeKind, { id, name }: Component): Affected {
  const hadBegun = ['overrunning', 'extended', 'completed', 'aborted'].includes(kind);
  const isGoingOn = statusAt[kind] === 'in_progress';
  return {
    code: id,
    name,
    old_status: hadBegun ? 'under_maintenance' : 'operational',
    new_status: isGoingOn ? 'under_maintenance' : 'operational',
  };
}

function truthOf(downtime: PublicDowntime, stamp: (at: number) => string): Truth {
  const { state, mode, paths, emergency, overdue, promise, expectedEnd, actual } = downtime;
  const [first, last] = [promise[0]!, promise.at(-1)!];
  const begun = actual.drainingAt ?? actual.downAt;
  return {
    state,
    mode,
    paths,
    emergency,
    overdue,
    promised: { from: stamp(first.start), until: stamp(first.end) },
    planned: { from: stamp(last.start), until: stamp(last.end) },
    expected_until: stamp(expectedEnd),
    actual: {
      from: begun === null ? null : stamp(begun),
      until: begun === null || actual.endedAt === null ? null : stamp(actual.endedAt),
    },
  };
}
