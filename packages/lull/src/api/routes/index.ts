import type { Routes } from '../parts.ts';
import { agentRoutes } from './agents.ts';
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
import { foreseeRoutes } from './foresee.ts';
import { gateRoutes } from './gates.ts';
import { invitationRoutes } from './invitations.ts';
import { keyRoutes } from './keys.ts';
import { noticeRoutes } from './notices.ts';
import { occurrenceRoutes } from './occurrences.ts';
import { peopleRoutes } from './people.ts';
import { previewRoutes } from './preview.ts';
import { questionRoutes } from './questions.ts';
import { runRoutes } from './runs.ts';
import { seriesRoutes } from './series.ts';
import { silenceRoutes } from './silences.ts';
import { statusFilesRoutes } from './status-files.ts';
import { subscriberRoutes } from './subscribers.ts';
import { trafficTrialRoutes } from './traffic-trial.ts';

/** Every file of routes. */
export const allRoutes: readonly Routes[] = [
  questionRoutes,
  foreseeRoutes,
  downtimeRoutes,
  commandRoutes,
  emergencyRoutes,
  runRoutes,
  agentRoutes,
  seriesRoutes,
  catalogRoutes,
  occurrenceRoutes,
  previewRoutes,
  trafficTrialRoutes,
  documentRoutes,
  gateRoutes,
  silenceRoutes,
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
