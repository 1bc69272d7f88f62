// Made by npm run generate from the contract of the API. Edit that.

/** Where each endpoint is. */
export const endpoints = {
  'mayBeDone': { method: 'get', path: '/api/v1/may' },
  'nextStart': { method: 'get', path: '/api/v1/next' },
  'rankMoments': { method: 'get', path: '/api/v1/plan' },
  'foreseeHarm': { method: 'get', path: '/api/v1/plan/harm' },
  'weighMoment': { method: 'get', path: '/api/v1/plan/moment' },
  'readTraffic': { method: 'get', path: '/api/v1/plan/traffic' },
  'listDowntimes': { method: 'get', path: '/api/v1/downtimes' },
  'createDowntime': { method: 'post', path: '/api/v1/downtimes' },
  'readDowntime': { method: 'get', path: '/api/v1/downtimes/{id}' },
  'listDowntimeEvents': { method: 'get', path: '/api/v1/downtimes/{id}/events' },
  'listRevisions': { method: 'get', path: '/api/v1/downtimes/{id}/revisions' },
  'edit': { method: 'post', path: '/api/v1/downtimes/{id}/edit' },
  'schedule': { method: 'post', path: '/api/v1/downtimes/{id}/schedule' },
  'approve': { method: 'post', path: '/api/v1/downtimes/{id}/approve' },
  'reject': { method: 'post', path: '/api/v1/downtimes/{id}/reject' },
  'reschedule': { method: 'post', path: '/api/v1/downtimes/{id}/reschedule' },
  'extend': { method: 'post', path: '/api/v1/downtimes/{id}/extend' },
  'cancel': { method: 'post', path: '/api/v1/downtimes/{id}/cancel' },
  'go': { method: 'post', path: '/api/v1/downtimes/{id}/go' },
  'no-go': { method: 'post', path: '/api/v1/downtimes/{id}/no-go' },
  'here': { method: 'post', path: '/api/v1/downtimes/{id}/here' },
  'drained': { method: 'post', path: '/api/v1/downtimes/{id}/drained' },
  'finish': { method: 'post', path: '/api/v1/downtimes/{id}/finish' },
  'verified': { method: 'post', path: '/api/v1/downtimes/{id}/verified' },
  'opened': { method: 'post', path: '/api/v1/downtimes/{id}/opened' },
  'close-again': { method: 'post', path: '/api/v1/downtimes/{id}/close-again' },
  'abort': { method: 'post', path: '/api/v1/downtimes/{id}/abort' },
  'fail': { method: 'post', path: '/api/v1/downtimes/{id}/fail' },
  'rollback': { method: 'post', path: '/api/v1/downtimes/{id}/rollback' },
  'reopen': { method: 'post', path: '/api/v1/downtimes/{id}/reopen' },
  'resume': { method: 'post', path: '/api/v1/downtimes/{id}/resume' },
  'keep': { method: 'post', path: '/api/v1/downtimes/{id}/keep' },
  'listRuns': { method: 'get', path: '/api/v1/runs' },
  'readRun': { method: 'get', path: '/api/v1/downtimes/{id}/run' },
  'readRunOutput': { method: 'get', path: '/api/v1/downtimes/{id}/run/output' },
  'answerRun': { method: 'post', path: '/api/v1/downtimes/{id}/run/answer' },
  'listStepFiles': { method: 'get', path: '/api/v1/step-files' },
  'listAgents': { method: 'get', path: '/api/v1/agents' },
  'addAgent': { method: 'post', path: '/api/v1/agents' },
  'rotateAgentKey': { method: 'post', path: '/api/v1/agents/{name}/key' },
  'removeAgent': { method: 'delete', path: '/api/v1/agents/{name}' },
  'takeDown': { method: 'post', path: '/api/v1/services/{name}/down' },
  'bringUp': { method: 'post', path: '/api/v1/services/{name}/up' },
  'listSeries': { method: 'get', path: '/api/v1/series' },
  'createSeries': { method: 'post', path: '/api/v1/series' },
  'readSeries': { method: 'get', path: '/api/v1/series/{id}' },
  'changeSeries': { method: 'put', path: '/api/v1/series/{id}' },
  'endSeries': { method: 'post', path: '/api/v1/series/{id}/end' },
  'listServices': { method: 'get', path: '/api/v1/services' },
  'readService': { method: 'get', path: '/api/v1/services/{name}' },
  'putService': { method: 'put', path: '/api/v1/services/{name}' },
  'deleteService': { method: 'delete', path: '/api/v1/services/{name}' },
  'listWindows': { method: 'get', path: '/api/v1/windows' },
  'readWindow': { method: 'get', path: '/api/v1/windows/{name}' },
  'putWindow': { method: 'put', path: '/api/v1/windows/{name}' },
  'deleteWindow': { method: 'delete', path: '/api/v1/windows/{name}' },
  'listFreezes': { method: 'get', path: '/api/v1/freezes' },
  'readFreeze': { method: 'get', path: '/api/v1/freezes/{name}' },
  'putFreeze': { method: 'put', path: '/api/v1/freezes/{name}' },
  'deleteFreeze': { method: 'delete', path: '/api/v1/freezes/{name}' },
  'listTeams': { method: 'get', path: '/api/v1/teams' },
  'readTeam': { method: 'get', path: '/api/v1/teams/{name}' },
  'putTeam': { method: 'put', path: '/api/v1/teams/{name}' },
  'deleteTeam': { method: 'delete', path: '/api/v1/teams/{name}' },
  'readOrganisation': { method: 'get', path: '/api/v1/organisation' },
  'putOrganisation': { method: 'put', path: '/api/v1/organisation' },
  'listOccurrences': { method: 'get', path: '/api/v1/occurrences' },
  'listWindowOccurrences': { method: 'get', path: '/api/v1/windows/{name}/occurrences' },
  'previewWindow': { method: 'post', path: '/api/v1/windows/preview' },
  'previewFreeze': { method: 'post', path: '/api/v1/freezes/preview' },
  'tryTraffic': { method: 'post', path: '/api/v1/traffic/try' },
  'applyDocument': { method: 'post', path: '/api/v1/apply' },
  'exportDocument': { method: 'get', path: '/api/v1/export' },
  'listEvents': { method: 'get', path: '/api/v1/events' },
  'readMe': { method: 'get', path: '/api/v1/me' },
  'listKeys': { method: 'get', path: '/api/v1/keys' },
  'makeKey': { method: 'post', path: '/api/v1/keys' },
  'revokeKey': { method: 'delete', path: '/api/v1/keys/{id}' },
  'listPeople': { method: 'get', path: '/api/v1/people' },
  'setRole': { method: 'put', path: '/api/v1/people/{id}/role' },
  'setGrant': { method: 'put', path: '/api/v1/people/{id}/grants/{service}' },
  'removeGrant': { method: 'delete', path: '/api/v1/people/{id}/grants/{service}' },
  'removePerson': { method: 'delete', path: '/api/v1/people/{id}' },
  'listInvitations': { method: 'get', path: '/api/v1/invitations' },
  'invite': { method: 'post', path: '/api/v1/invitations' },
  'withdrawInvitation': { method: 'delete', path: '/api/v1/invitations/{id}' },
  'resetPassword': { method: 'post', path: '/api/v1/people/{id}/password-link' },
  'listAudit': { method: 'get', path: '/api/v1/audit' },
  'listGates': { method: 'get', path: '/api/v1/gates' },
  'addGate': { method: 'post', path: '/api/v1/services/{name}/gates' },
  'removeGate': { method: 'delete', path: '/api/v1/services/{name}/gates/{gate}' },
  'readPublicDocument': { method: 'get', path: '/api/v1/services/{name}/gates/document' },
  'makeBypass': { method: 'post', path: '/api/v1/services/{name}/bypass' },
  'rotateGateKey': { method: 'post', path: '/api/v1/gates/rotate-key' },
  'listSilences': { method: 'get', path: '/api/v1/silences' },
  'checkSilencers': { method: 'post', path: '/api/v1/silences/check' },
  'listChannels': { method: 'get', path: '/api/v1/channels' },
  'tryChannel': { method: 'post', path: '/api/v1/channels/{name}/test' },
  'listNotices': { method: 'get', path: '/api/v1/downtimes/{id}/notices' },
  'retryNotices': { method: 'post', path: '/api/v1/downtimes/{id}/notices/retry' },
  'readGateDocument': { method: 'get', path: '/gate/v1/documents/{service}' },
  'streamGateDocuments': { method: 'get', path: '/gate/v1/stream/{service}' },
  'readGateTime': { method: 'get', path: '/gate/v1/time' },
  'confirmGate': { method: 'post', path: '/gate/v1/confirm' },
  'greetAsAgent': { method: 'post', path: '/agent/v1/hello' },
  'readOrders': { method: 'get', path: '/agent/v1/orders' },
  'reportAsAgent': { method: 'post', path: '/agent/v1/reports' },
  'tellOutput': { method: 'post', path: '/agent/v1/output' },
  'listSubscribers': { method: 'get', path: '/api/v1/subscribers' },
  'addSubscriber': { method: 'post', path: '/api/v1/subscribers' },
  'countSubscribers': { method: 'get', path: '/api/v1/subscribers/count' },
  'eraseSubscriber': { method: 'post', path: '/api/v1/subscribers/erase' },
  'importSubscribers': { method: 'post', path: '/api/v1/subscribers/import' },
  'exportSubscribers': { method: 'get', path: '/api/v1/subscribers/export' },
  'setSubscriber': { method: 'post', path: '/api/v1/subscribers/{id}' },
  'removeSubscriber': { method: 'delete', path: '/api/v1/subscribers/{id}' },
  'backup': { method: 'get', path: '/api/v1/backup' },
  'exportStatus': { method: 'get', path: '/api/v1/status/files' },
  'readContract': { method: 'get', path: '/api/v1/openapi.json' },
} as const;

/** What people may do, from least to most: each includes those before it. */
export const roles = ["viewer","requester","scheduler","approver","owner"] as const;

/** What can be asked, and the least role for it. */
export const actions = {"read":"viewer","draft":"requester","schedule":"scheduler","run":"scheduler","gate":"scheduler","agent":"scheduler","approve":"approver","override":"approver","configure":"owner","administer":"owner"} as const;

/** What each endpoint is. */
export interface Endpoints {
  readonly 'mayBeDone': typeof import('../../../lull/src/api/contract/question.ts').mayBeDone;
  readonly 'nextStart': typeof import('../../../lull/src/api/contract/question.ts').nextStart;
  readonly 'rankMoments': typeof import('../../../lull/src/api/contract/plan.ts').ranked;
  readonly 'foreseeHarm': typeof import('../../../lull/src/api/contract/foresee.ts').foreseeHarm;
  readonly 'weighMoment': typeof import('../../../lull/src/api/contract/foresee.ts').weighMoment;
  readonly 'readTraffic': typeof import('../../../lull/src/api/contract/foresee.ts').readTrafficOf;
  readonly 'listDowntimes': typeof import('../../../lull/src/api/contract/downtimes.ts').listDowntimes;
  readonly 'createDowntime': typeof import('../../../lull/src/api/contract/downtimes.ts').createDowntime;
  readonly 'readDowntime': typeof import('../../../lull/src/api/contract/downtimes.ts').readDowntime;
  readonly 'listDowntimeEvents': typeof import('../../../lull/src/api/contract/downtimes.ts').listDowntimeEvents;
  readonly 'listRevisions': typeof import('../../../lull/src/api/contract/downtimes.ts').listRevisions;
  readonly 'edit': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['edit'];
  readonly 'schedule': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['schedule'];
  readonly 'approve': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['approve'];
  readonly 'reject': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['reject'];
  readonly 'reschedule': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['reschedule'];
  readonly 'extend': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['extend'];
  readonly 'cancel': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['cancel'];
  readonly 'go': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['go'];
  readonly 'no-go': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['no-go'];
  readonly 'here': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['here'];
  readonly 'drained': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['drained'];
  readonly 'finish': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['finish'];
  readonly 'verified': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['verified'];
  readonly 'opened': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['opened'];
  readonly 'close-again': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['close-again'];
  readonly 'abort': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['abort'];
  readonly 'fail': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['fail'];
  readonly 'rollback': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['rollback'];
  readonly 'reopen': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['reopen'];
  readonly 'resume': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['resume'];
  readonly 'keep': (typeof import('../../../lull/src/api/contract/commands.ts').commands)['keep'];
  readonly 'listRuns': typeof import('../../../lull/src/api/contract/runs.ts').listRuns;
  readonly 'readRun': typeof import('../../../lull/src/api/contract/runs.ts').readRun;
  readonly 'readRunOutput': typeof import('../../../lull/src/api/contract/runs.ts').readRunOutput;
  readonly 'answerRun': typeof import('../../../lull/src/api/contract/runs.ts').answerRun;
  readonly 'listStepFiles': typeof import('../../../lull/src/api/contract/runs.ts').listStepFiles;
  readonly 'listAgents': typeof import('../../../lull/src/api/contract/agents.ts').listAgents;
  readonly 'addAgent': typeof import('../../../lull/src/api/contract/agents.ts').addAgent;
  readonly 'rotateAgentKey': typeof import('../../../lull/src/api/contract/agents.ts').rotateAgentKey;
  readonly 'removeAgent': typeof import('../../../lull/src/api/contract/agents.ts').removeAgent;
  readonly 'takeDown': typeof import('../../../lull/src/api/contract/emergencies.ts').takeDown;
  readonly 'bringUp': typeof import('../../../lull/src/api/contract/emergencies.ts').bringUp;
  readonly 'listSeries': typeof import('../../../lull/src/api/contract/series.ts').listSeries;
  readonly 'createSeries': typeof import('../../../lull/src/api/contract/series.ts').createSeries;
  readonly 'readSeries': typeof import('../../../lull/src/api/contract/series.ts').readSeries;
  readonly 'changeSeries': typeof import('../../../lull/src/api/contract/series.ts').changeSeries;
  readonly 'endSeries': typeof import('../../../lull/src/api/contract/series.ts').endSeries;
  readonly 'listServices': (typeof import('../../../lull/src/api/contract/entries.ts').services)['list'];
  readonly 'readService': (typeof import('../../../lull/src/api/contract/entries.ts').services)['read'];
  readonly 'putService': (typeof import('../../../lull/src/api/contract/entries.ts').services)['put'];
  readonly 'deleteService': (typeof import('../../../lull/src/api/contract/entries.ts').services)['remove'];
  readonly 'listWindows': (typeof import('../../../lull/src/api/contract/entries.ts').windows)['list'];
  readonly 'readWindow': (typeof import('../../../lull/src/api/contract/entries.ts').windows)['read'];
  readonly 'putWindow': (typeof import('../../../lull/src/api/contract/entries.ts').windows)['put'];
  readonly 'deleteWindow': (typeof import('../../../lull/src/api/contract/entries.ts').windows)['remove'];
  readonly 'listFreezes': (typeof import('../../../lull/src/api/contract/entries.ts').freezes)['list'];
  readonly 'readFreeze': (typeof import('../../../lull/src/api/contract/entries.ts').freezes)['read'];
  readonly 'putFreeze': (typeof import('../../../lull/src/api/contract/entries.ts').freezes)['put'];
  readonly 'deleteFreeze': (typeof import('../../../lull/src/api/contract/entries.ts').freezes)['remove'];
  readonly 'listTeams': (typeof import('../../../lull/src/api/contract/entries.ts').teams)['list'];
  readonly 'readTeam': (typeof import('../../../lull/src/api/contract/entries.ts').teams)['read'];
  readonly 'putTeam': (typeof import('../../../lull/src/api/contract/entries.ts').teams)['put'];
  readonly 'deleteTeam': (typeof import('../../../lull/src/api/contract/entries.ts').teams)['remove'];
  readonly 'readOrganisation': typeof import('../../../lull/src/api/contract/entries.ts').readOrganisation;
  readonly 'putOrganisation': typeof import('../../../lull/src/api/contract/entries.ts').putOrganisation;
  readonly 'listOccurrences': typeof import('../../../lull/src/api/contract/occurrences.ts').listOccurrences;
  readonly 'listWindowOccurrences': typeof import('../../../lull/src/api/contract/occurrences.ts').listWindowOccurrences;
  readonly 'previewWindow': typeof import('../../../lull/src/api/contract/preview.ts').previewWindow;
  readonly 'previewFreeze': typeof import('../../../lull/src/api/contract/preview.ts').previewFreeze;
  readonly 'tryTraffic': typeof import('../../../lull/src/api/contract/traffic-trial.ts').tryTraffic;
  readonly 'applyDocument': typeof import('../../../lull/src/api/contract/documents.ts').applyDocument;
  readonly 'exportDocument': typeof import('../../../lull/src/api/contract/documents.ts').exportDocument;
  readonly 'listEvents': typeof import('../../../lull/src/api/contract/events.ts').listEvents;
  readonly 'readMe': typeof import('../../../lull/src/api/contract/people.ts').readMe;
  readonly 'listKeys': typeof import('../../../lull/src/api/contract/keys.ts').listKeys;
  readonly 'makeKey': typeof import('../../../lull/src/api/contract/keys.ts').makeKey;
  readonly 'revokeKey': typeof import('../../../lull/src/api/contract/keys.ts').revokeKey;
  readonly 'listPeople': typeof import('../../../lull/src/api/contract/people.ts').listPeople;
  readonly 'setRole': typeof import('../../../lull/src/api/contract/people.ts').setRole;
  readonly 'setGrant': typeof import('../../../lull/src/api/contract/people.ts').setGrant;
  readonly 'removeGrant': typeof import('../../../lull/src/api/contract/people.ts').removeGrant;
  readonly 'removePerson': typeof import('../../../lull/src/api/contract/people.ts').removePerson;
  readonly 'listInvitations': typeof import('../../../lull/src/api/contract/people.ts').listInvitations;
  readonly 'invite': typeof import('../../../lull/src/api/contract/people.ts').invite;
  readonly 'withdrawInvitation': typeof import('../../../lull/src/api/contract/people.ts').withdrawInvitation;
  readonly 'resetPassword': typeof import('../../../lull/src/api/contract/people.ts').resetPassword;
  readonly 'listAudit': typeof import('../../../lull/src/api/contract/audit.ts').listAudit;
  readonly 'listGates': typeof import('../../../lull/src/api/contract/gates.ts').listGates;
  readonly 'addGate': typeof import('../../../lull/src/api/contract/gates.ts').addGate;
  readonly 'removeGate': typeof import('../../../lull/src/api/contract/gates.ts').removeGate;
  readonly 'readPublicDocument': typeof import('../../../lull/src/api/contract/gates.ts').readDocument;
  readonly 'makeBypass': typeof import('../../../lull/src/api/contract/gates.ts').makeBypass;
  readonly 'rotateGateKey': typeof import('../../../lull/src/api/contract/gates.ts').rotateKey;
  readonly 'listSilences': typeof import('../../../lull/src/api/contract/silences.ts').listSilences;
  readonly 'checkSilencers': typeof import('../../../lull/src/api/contract/silences.ts').checkSilencers;
  readonly 'listChannels': typeof import('../../../lull/src/api/contract/channels.ts').listChannels;
  readonly 'tryChannel': typeof import('../../../lull/src/api/contract/channels.ts').tryChannel;
  readonly 'listNotices': typeof import('../../../lull/src/api/contract/notices.ts').listNotices;
  readonly 'retryNotices': typeof import('../../../lull/src/api/contract/notices.ts').retryNotices;
  readonly 'readGateDocument': typeof import('../../../lull/src/api/contract/gate-wire.ts').gateDocument;
  readonly 'streamGateDocuments': typeof import('../../../lull/src/api/contract/gate-wire.ts').gateStream;
  readonly 'readGateTime': typeof import('../../../lull/src/api/contract/gate-wire.ts').gateTime;
  readonly 'confirmGate': typeof import('../../../lull/src/api/contract/gate-wire.ts').confirmGate;
  readonly 'greetAsAgent': typeof import('../../../lull/src/api/contract/agent-wire.ts').agentHello;
  readonly 'readOrders': typeof import('../../../lull/src/api/contract/agent-wire.ts').agentOrders;
  readonly 'reportAsAgent': typeof import('../../../lull/src/api/contract/agent-wire.ts').agentReports;
  readonly 'tellOutput': typeof import('../../../lull/src/api/contract/agent-wire.ts').agentOutput;
  readonly 'listSubscribers': typeof import('../../../lull/src/api/contract/subscribers.ts').listSubscribers;
  readonly 'addSubscriber': typeof import('../../../lull/src/api/contract/subscribers.ts').addSubscriber;
  readonly 'countSubscribers': typeof import('../../../lull/src/api/contract/subscribers.ts').countSubscribers;
  readonly 'eraseSubscriber': typeof import('../../../lull/src/api/contract/subscribers.ts').eraseSubscriber;
  readonly 'importSubscribers': typeof import('../../../lull/src/api/contract/subscribers.ts').importSubscribers;
  readonly 'exportSubscribers': typeof import('../../../lull/src/api/contract/subscribers.ts').exportSubscribers;
  readonly 'setSubscriber': typeof import('../../../lull/src/api/contract/subscribers.ts').setSubscriber;
  readonly 'removeSubscriber': typeof import('../../../lull/src/api/contract/subscribers.ts').removeSubscriber;
  readonly 'backup': typeof import('../../../lull/src/api/contract/operate.ts').backup;
  readonly 'exportStatus': typeof import('../../../lull/src/api/contract/operate.ts').exportStatus;
  readonly 'readContract': typeof import('../../../lull/src/api/contract/operate.ts').readContract;
}
