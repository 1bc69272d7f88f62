import type { Routes } from '../parts.ts';
import { auditRoutes } from './audit.ts';
import { backupRoutes } from './backup.ts';
import { catalogRoutes } from './catalog.ts';
import { channelRoutes } from './channels.ts';
import { commandRoutes } from './commands.ts';
import { descriptionRoutes } from './description.ts';
import { documentRoutes } from './documents.ts';
import { downtimeRoutes } from './downtimes.ts';
import { emergencyRoutes } from './emergencies.ts';
import { eventRoutes } from './events.ts';
import { gateRoutes } from './gates.ts';
import { invitationRoutes } from './invitations.ts';
import { keyRoutes } from './keys.ts';
import { noticeRoutes } from './notices.ts';
import { occurrenceRoutes } from './occurrences.ts';
import { peopleRoutes } from './people.ts';
import { questionRoutes } from './questions.ts';
import { seriesRoutes } from './series.ts';
import { statusFilesRoutes } from './status-files.ts';
import { subscriberRoutes } from './subscribers.ts';

/** Every file of routes. */
export const allRoutes: readonly Routes[] = [
  questionRoutes,
  downtimeRoutes,
  commandRoutes,
  emergencyRoutes,
  seriesRoutes,
  catalogRoutes,
  occurrenceRoutes,
  documentRoutes,
  gateRoutes,
  channelRoutes,
  noticeRoutes,
  subscriberRoutes,
  eventRoutes,
  peopleRoutes,
  keyRoutes,
  invitationRoutes,
  auditRoutes,
  descriptionRoutes,
  backupRoutes,
  statusFilesRoutes,
];
