import { agentHello, agentOrders, agentOutput, agentReports } from './agent-wire.ts';
import { addAgent, listAgents, removeAgent, rotateAgentKey } from './agents.ts';
import { listAudit } from './audit.ts';
import { listChannels, tryChannel } from './channels.ts';
import { commands } from './commands.ts';
import { applyDocument, exportDocument } from './documents.ts';
import {
  createDowntime,
  listDowntimeEvents,
  listDowntimes,
  listRevisions,
  readDowntime,
} from './downtimes.ts';
import { bringUp, takeDown } from './emergencies.ts';
import type { Endpoint } from './endpoint.ts';
import { freezes, putOrganisation, readOrganisation, services, teams, windows } from './entries.ts';
import { listEvents } from './events.ts';
import { foreseeHarm, readTrafficOf, weighMoment } from './foresee.ts';
import { confirmGate, gateDocument, gateStream, gateTime } from './gate-wire.ts';
import { addGate, listGates, makeBypass, readDocument, removeGate, rotateKey } from './gates.ts';
import { listKeys, makeKey, revokeKey } from './keys.ts';
import { listNotices, retryNotices } from './notices.ts';
import { listOccurrences, listWindowOccurrences } from './occurrences.ts';
import { backup, exportStatus, readContract } from './operate.ts';
import {
  invite,
  listInvitations,
  listPeople,
  readMe,
  removeGrant,
  removePerson,
  resetPassword,
  setGrant,
  setRole,
  withdrawInvitation,
} from './people.ts';
import { ranked } from './plan.ts';
import { previewFreeze, previewWindow } from './preview.ts';
import { mayBeDone, nextStart } from './question.ts';
import { answerRun, listRuns, listStepFiles, readRun, readRunOutput } from './runs.ts';
import { changeSeries, createSeries, endSeries, listSeries, readSeries } from './series.ts';
import { checkSilencers, listSilences } from './silences.ts';
import {
  addSubscriber,
  countSubscribers,
  eraseSubscriber,
  exportSubscribers,
  importSubscribers,
  listSubscribers,
  removeSubscriber,
  setSubscriber,
} from './subscribers.ts';
import { tryTraffic } from './traffic-trial.ts';

export { base } from './base.ts';

/** Everything that can be asked of the API, in the order of its description. */
export const endpoints: readonly Endpoint[] = [
  mayBeDone,
  nextStart,
  ranked,
  foreseeHarm,
  weighMoment,
  readTrafficOf,
  listDowntimes,
  createDowntime,
  readDowntime,
  listDowntimeEvents,
  listRevisions,
  ...Object.values(commands),
  listRuns,
  readRun,
  readRunOutput,
  answerRun,
  listStepFiles,
  listAgents,
  addAgent,
  rotateAgentKey,
  removeAgent,
  takeDown,
  bringUp,
  listSeries,
  createSeries,
  readSeries,
  changeSeries,
  endSeries,
  ...[services, windows, freezes, teams].flatMap((kind) => Object.values<Endpoint>(kind)),
  readOrganisation,
  putOrganisation,
  listOccurrences,
  listWindowOccurrences,
  previewWindow,
  previewFreeze,
  tryTraffic,
  applyDocument,
  exportDocument,
  listEvents,
  readMe,
  listKeys,
  makeKey,
  revokeKey,
  listPeople,
  setRole,
  setGrant,
  removeGrant,
  removePerson,
  listInvitations,
  invite,
  withdrawInvitation,
  resetPassword,
  listAudit,
  listGates,
  addGate,
  removeGate,
  readDocument,
  makeBypass,
  rotateKey,
  listSilences,
  checkSilencers,
  listChannels,
  tryChannel,
  listNotices,
  retryNotices,
  gateDocument,
  gateStream,
  gateTime,
  confirmGate,
  agentHello,
  agentOrders,
  agentReports,
  agentOutput,
  listSubscribers,
  addSubscriber,
  countSubscribers,
  eraseSubscriber,
  importSubscribers,
  exportSubscribers,
  setSubscriber,
  removeSubscriber,
  backup,
  exportStatus,
  readContract,
];
