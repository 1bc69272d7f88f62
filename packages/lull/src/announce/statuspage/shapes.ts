/** The public half of Statuspage's API v2, as its clients read it. Times are ISO 8601 with an offset. */

export interface Page {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly time_zone: string;
  readonly updated_at: string;
}

/** Of what Statuspage has, the states that planned work brings about. */
export type ComponentStatus = 'operational' | 'under_maintenance';

/** A public service. */
export interface Component {
  readonly id: string;
  readonly name: string;
  readonly status: ComponentStatus;
  readonly created_at: string;
  readonly updated_at: string;
  /** From 1. */
  readonly position: number;
  readonly description: string | null;
  readonly showcase: boolean;
  readonly start_date: string | null;
  readonly group_id: string | null;
  readonly page_id: string;
  readonly group: boolean;
  readonly only_show_if_degraded: boolean;
}

export type MaintenanceStatus = 'scheduled' | 'in_progress' | 'verifying' | 'completed';

/** What an update did to a component. */
export interface Affected {
  readonly code: string;
  readonly name: string;
  readonly old_status: ComponentStatus;
  readonly new_status: ComponentStatus;
}

export interface Update {
  readonly id: string;
  readonly status: MaintenanceStatus;
  readonly body: string;
  readonly incident_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly display_at: string;
  readonly affected_components: readonly Affected[];
  readonly deliver_notifications: boolean;
  readonly custom_tweet: string | null;
  readonly tweet_id: string | null;
}

/** A downtime. */
export interface Maintenance {
  readonly id: string;
  readonly name: string;
  readonly status: MaintenanceStatus;
  readonly created_at: string;
  readonly updated_at: string;
  readonly monitoring_at: string | null;
  readonly resolved_at: string | null;
  readonly impact: 'maintenance';
  readonly shortlink: string;
  /** There it is the time of creation, whatever its name says. */
  readonly started_at: string;
  readonly page_id: string;
  /** The newest first. */
  readonly incident_updates: readonly Update[];
  readonly components: readonly Component[];
  readonly scheduled_for: string;
  readonly scheduled_until: string;
  readonly lull: Truth;
}

/** What Statuspage has no place for; ours, beside what its clients read. */
export interface Truth {
  readonly state: string;
  readonly mode: string;
  /** Paths that are closed while the mode is `partial`; empty for all. */
  readonly paths: readonly string[];
  readonly emergency: boolean;
  /** Whether it isn't through though its end has passed. */
  readonly overdue: boolean;
  /** What people were told first, and what they were told last. */
  readonly promised: Period;
  readonly planned: Period;
  readonly expected_until: string;
  /** When visitors were really kept out; null where that is still open. */
  readonly actual: { readonly from: string | null; readonly until: string | null };
}

export interface Period {
  readonly from: string;
  readonly until: string;
}

export interface Status {
  readonly indicator: 'none' | 'maintenance';
  readonly description: string;
}
