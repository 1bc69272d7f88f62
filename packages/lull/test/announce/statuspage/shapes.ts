import { z } from 'zod';

/** What clients of Statuspage's API v2 expect at each path; `lull` is what we say beside it. */

const time = z.iso.datetime({ offset: true, precision: 3 });

const page = z.strictObject({
  id: z.string().min(1),
  name: z.string(),
  url: z.url(),
  time_zone: z.string().min(1),
  updated_at: time,
});

const componentStatus = z.enum([
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
]);

const component = z.strictObject({
  id: z.string().min(1),
  name: z.string(),
  status: componentStatus,
  created_at: time,
  updated_at: time,
  position: z.int().min(1),
  description: z.string().nullable(),
  showcase: z.boolean(),
  start_date: z.string().nullable(),
  group_id: z.string().nullable(),
  page_id: z.string().min(1),
  group: z.boolean(),
  only_show_if_degraded: z.boolean(),
});

const maintenanceStatus = z.enum(['scheduled', 'in_progress', 'verifying', 'completed']);

const update = z.strictObject({
  id: z.string().min(1),
  status: maintenanceStatus,
  body: z.string().min(1),
  incident_id: z.string().min(1),
  created_at: time,
  updated_at: time,
  display_at: time.nullable(),
  affected_components: z
    .array(
      z.strictObject({
        code: z.string(),
        name: z.string(),
        old_status: componentStatus,
        new_status: componentStatus,
      }),
    )
    .nullable(),
  deliver_notifications: z.boolean(),
  custom_tweet: z.string().nullable(),
  tweet_id: z.string().nullable(),
});

const period = z.strictObject({ from: time, until: time });

const maintenance = z.strictObject({
  id: z.string().min(1),
  name: z.string(),
  status: maintenanceStatus,
  created_at: time,
  updated_at: time,
  monitoring_at: time.nullable(),
  resolved_at: time.nullable(),
  impact: z.enum(['none', 'minor', 'major', 'critical', 'maintenance']),
  shortlink: z.url(),
  started_at: time,
  page_id: z.string(),
  incident_updates: z.array(update),
  components: z.array(component),
  scheduled_for: time,
  scheduled_until: time,
  lull: z.strictObject({
    state: z.string(),
    mode: z.string(),
    paths: z.array(z.string()),
    emergency: z.boolean(),
    overdue: z.boolean(),
    promised: period,
    planned: period,
    expected_until: time,
    actual: z.strictObject({ from: time.nullable(), until: time.nullable() }),
  }),
});

const status = z.strictObject({
  indicator: z.enum(['none', 'minor', 'major', 'critical', 'maintenance']),
  description: z.string().min(1),
});

const components = z.array(component);
const incidents = z.array(z.never());
const scheduled_maintenances = z.array(maintenance);

export const shapes = {
  '/api/v2/summary.json': z.strictObject({ page, components, incidents, scheduled_maintenances, status }),
  '/api/v2/status.json': z.strictObject({ page, status }),
  '/api/v2/components.json': z.strictObject({ page, components }),
  '/api/v2/incidents.json': z.strictObject({ page, incidents }),
  '/api/v2/incidents/unresolved.json': z.strictObject({ page, incidents }),
  '/api/v2/scheduled-maintenances.json': z.strictObject({ page, scheduled_maintenances }),
  '/api/v2/scheduled-maintenances/upcoming.json': z.strictObject({ page, scheduled_maintenances }),
  '/api/v2/scheduled-maintenances/active.json': z.strictObject({ page, scheduled_maintenances }),
} as const;
